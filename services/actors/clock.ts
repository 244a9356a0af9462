/** Time as the shard and its effects see it; tests and the simulator have their own. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Ends when the wall clock reaches `until`; rejects when `signal` aborts. */
  sleepUntil(until: number, signal: AbortSignal): Promise<void>;
}

/** The longest single timer: the wall clock may jump, and beyond 2^31 ms Node fires at once. */
const PIECE_MS = 3_600_000;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * The machine's clock. One timer for all sleepers, set to the nearest deadline and never longer
 * than an hour, so that a suspended or corrected clock is noticed.
 */
export class SystemClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer rings; infinity: it does not run. */
  #ringsAt = Number.POSITIVE_INFINITY;

  now(): number {
    return Date.now();
  }

  async sleepUntil(until: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', abort);
        if (this.#sleepers.size === 0) this.#ringNoMore();
        settle();
      };
      const sleeper: Sleeper = { until, wake: () => end(resolve) };
      const abort = () => end(() => reject(signal.reason));
      signal.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#ringAt(until);
    });
  }

  #ringAt(until: number): void {
    if (until >= this.#ringsAt) return;
    clearTimeout(this.#timer);
    const delayMs = Math.min(Math.max(until - this.now(), 0), PIECE_MS);
    this.#ringsAt = this.now() + delayMs;
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  /** Nobody sleeps: a timer would only keep the thread from ending. */
  #ringNoMore(): void {
    clearTimeout(this.#timer);
    this.#ringsAt = Number.POSITIVE_INFINITY;
  }

  #ring(): void {
    this.#ringsAt = Number.POSITIVE_INFINITY;
    const now = this.now();
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.until <= now) sleeper.wake();
      else this.#ringAt(sleeper.until);
    }
  }
}
