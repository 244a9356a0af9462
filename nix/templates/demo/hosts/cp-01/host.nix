{ tags = [ "control" ]; }
