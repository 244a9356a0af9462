/**
 * The first names of all that come, by their order, each with something of its own: what machines name is without end, and
 * nobody reads more. What was let go of never belongs to the first again.
 */
export class FirstNames<Kept> {
  readonly #most: number;
  readonly #kept = new Map<string, Kept>();
  /** Names behind this one are not among the first. */
  #last: string | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** What belongs to a name; made when it is new, and thrown away when it is not among the first. */
  add(name: string, make: () => Kept): Kept {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const made = make();
    if (this.#last !== undefined && name > this.#last) return made;
    this.#kept.set(name, made);
    // Not one by one: to put them in order costs more than to keep some too many for a while.
    if (this.#kept.size >= 2 * this.#most) this.#letGo();
    return made;
  }

  /** The first names in their order, with what belongs to them. */
  first(): [string, Kept][] {
    return [...this.#kept].toSorted(([one], [other]) => (one < other ? -1 : 1)).slice(0, this.#most);
  }

  #letGo(): void {
    const first = this.first();
    this.#kept.clear();
    for (const [name, kept] of first) this.#kept.set(name, kept);
    this.#last = first.at(-1)?.[0];
  }
}
