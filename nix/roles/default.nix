{ inputs }: { }
