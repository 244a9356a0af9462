/** What an answer says of the time. */
export interface DatedAnswer {
  /** Its `Date`, ms since the epoch: whole seconds, rounded down; not a number: it has none. */
  readonly date: number;
  /** When it was here by this computer's clock, ms since the epoch. */
  readonly at: number;
  /** How long it took since it was asked for. */
  readonly tookMs: number;
}

/** So much is within what seconds and a busy control plane can tell. */
const TRIFLE_MS = 2000;

/** What `Date` leaves out. */
const DATE_STEP_MS = 1000;

/**
 * The control plane's time by this computer's clock, which may be wrong: by every answer it is known between which two
 * bounds the difference lies, the closer the quicker the answer. An answer that contradicts those before counts alone:
 * a clock was set.
 */
export class ServerClock {
  readonly #now: () => number;
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;

  /** `now`: this computer's clock, ms since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Learns from an answer. */
  hear({ date, at, tookMs }: DatedAnswer): void {
    if (Number.isNaN(date)) return;
    const [least, most] = [date - at, date + DATE_STEP_MS - (at - tookMs)];
    const isNews = least > this.#most || most < this.#least;
    this.#least = isNews ? least : Math.max(least, this.#least);
    this.#most = isNews ? most : Math.min(most, this.#most);
  }

  /** How far the control plane is ahead, ms; 0 while that is not certain, or a trifle. */
  get aheadMs(): number {
    if (this.#least <= TRIFLE_MS && this.#most >= -TRIFLE_MS) return 0;
    return (this.#least + this.#most) / 2;
  }

  /** What time it is there, ms since the epoch. */
  now(): number {
    return this.#now() + this.aheadMs;
  }
}

/** The clock of the control plane that serves this page: every answer of it is heard. */
export const serverClock = new ServerClock(Date.now);

/** What time it is on the control plane, ms since the epoch: what its times are compared with. */
export const serverNow = (): number => serverClock.now();
