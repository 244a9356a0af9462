/** How rarely, and for how many names. */
export interface SeldomLimits {
  readonly intervalMs: number;
  /** More names than this in one interval are not let through. */
  readonly names: number;
}

/** Lets each name through at most once an interval, and so many names altogether: what it guards costs a write each time. */
export class Seldom {
  readonly #limits: SeldomLimits;
  /** When each was let through, the oldest first. */
  readonly #passed = new Map<string, number>();

  constructor(limits: SeldomLimits) {
    this.#limits = limits;
  }

  /** May `name` pass? If so, it has. */
  lets(name: string, now: number): boolean {
    this.#forget(now);
    if (this.#passed.has(name) || this.#passed.size >= this.#limits.names) return false;
    this.#passed.set(name, now);
    return true;
  }

  #forget(now: number): void {
    for (const [name, at] of this.#passed) {
      // A clock that was set back would silence everybody until it is there again.
      if (at <= now && at + this.#limits.intervalMs > now) return;
      this.#passed.delete(name);
    }
  }
}
