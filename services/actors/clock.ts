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

  now(): number {
    return Date.now();
  }

  async sleepUntil(until: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper = { until, wake: () => finish(resolve) };
      const abort = () => finish(() => reject(signal.reason));
      const finish = (settle: () => void) => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', abort);
        settle();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#arm();
    });
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#sleepers.size === 0) return;
    let nearest = Number.POSITIVE_INFINITY;
    for (const { until } of this.#sleepers) nearest = Math.min(nearest, until);
    const delayMs = Math.min(Math.max(nearest - this.now(), 0), PIECE_MS);
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  #ring(): void {
    const now = this.now();
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= now) sleeper.wake();
    this.#arm();
  }
}
