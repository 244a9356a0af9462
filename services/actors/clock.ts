/** Time as the shard and its effects see it; tests and the simulator have their own. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /**
   * Ends when the wall clock reaches `until`, or when as much time has passed as lay ahead: a clock that is set back by a
   * day makes nobody wait for a day. Rejects when `signal` aborts.
   */
  sleepUntil(until: number, signal: AbortSignal): Promise<void>;
}

/** The longest single timer: the wall clock may jump, and beyond 2^31 ms Node fires at once. */
const PIECE_MS = 3_600_000;

/** By how much time may have passed beyond what lay ahead: clocks are corrected by little all the time. */
const GRACE_MS = 1_000;

interface Sleeper {
  readonly until: number;
  /** When to wake at the latest, by the clock that nobody sets. */
  readonly latest: number;
  readonly wake: () => void;
}

/**
 * The machine's clock. One timer for all sleepers, set to the nearest deadline and never longer
 * than an hour, so that a suspended or corrected clock is noticed.
 */
export class SystemClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer rings, by the clock that nobody sets; infinity: it does not run. */
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
      const latest = performance.now() + until - this.now() + GRACE_MS;
      const sleeper: Sleeper = { until, latest, wake: () => end(resolve) };
      const abort = () => end(() => reject(signal.reason));
      signal.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#ringFor(sleeper);
    });
  }

  #ringFor({ until, latest }: Sleeper): void {
    const now = performance.now();
    const delayMs = Math.max(Math.min(until - this.now(), latest - now, PIECE_MS), 0);
    if (now + delayMs >= this.#ringsAt) return;
    clearTimeout(this.#timer);
    this.#ringsAt = now + delayMs;
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  /** Nobody sleeps: a timer would only keep the thread from ending. */
  #ringNoMore(): void {
    clearTimeout(this.#timer);
    this.#ringsAt = Number.POSITIVE_INFINITY;
  }

  #ring(): void {
    this.#ringsAt = Number.POSITIVE_INFINITY;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.until <= this.now() || sleeper.latest <= performance.now()) sleeper.wake();
      else this.#ringFor(sleeper);
    }
  }
}
