import type { Timeline } from './timeline.ts';

/** A promise that was not kept. */
export interface Broken {
  /** The invariant's name. */
  readonly name: string;
  /** What it says, and what was seen instead. */
  readonly detail: string;
}

/** What is told of a life while it goes on: every event in its order, what was seen how often, and the first broken promise. */
export class Tale {
  readonly lines: string[] = [];
  /** What was seen how often: faults that really happened, ends of rollouts. */
  readonly seen = new Map<string, number>();
  readonly #timeline: Timeline;
  readonly #begin: number;
  #broken: Broken | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#begin = timeline.now;
  }

  /** The first promise that was broken. */
  get broken(): Broken | undefined {
    return this.#broken;
  }

  tell(who: string, what: string): void {
    this.lines.push(`${((this.#timeline.now - this.#begin) / 1000).toFixed(3)} ${who}: ${what}`);
  }

  saw(what: string, times = 1): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + times);
  }

  breaks(name: string, detail: string): void {
    if (this.#broken !== undefined) return;
    this.tell('BROKEN', `${name}: ${detail}`);
    this.#broken = { name, detail };
  }
}
