import { HttpFailed } from '../../../machines/errors.ts';

/** What is fetched anew, and who is told. */
export interface RefetchingParts {
  /** Fetches it and shows what came. */
  readonly fetch: () => Promise<void>;
  /** It could not be had; it is tried again, unless it was refused before it was ever had. */
  readonly failed: (error: unknown) => void;
  /** So long it rests after a fetch before one that can wait; ms. */
  readonly restMs: () => number;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Fetches something whenever it is asked to: never twice at once, with a rest between, and again until it was had. A refusal is
 * believed only of what was never had: a proxy refuses, too, while the control plane restarts.
 */
export class Refetching {
  readonly #parts: RefetchingParts;
  #isBusy = false;
  #isAskedAgain = false;
  #failures = 0;
  #wasHad = false;
  #endedAt = Number.NEGATIVE_INFINITY;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: RefetchingParts) {
    this.#parts = parts;
    parts.signal.addEventListener('abort', () => clearTimeout(this.#waiting), { once: true });
  }

  /** At once, whatever it waits for; while it is fetched, once more after that, for what happens now is not in it. */
  now(): void {
    if (this.#parts.signal.aborted) return;
    if (this.#isBusy) {
      this.#isAskedAgain = true;
      return;
    }
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    void this.#fetch();
  }

  /** When it has rested, and not before an attempt that is due anyway. */
  soon(): void {
    if (this.#isBusy) this.#isAskedAgain = true;
    else this.#after(this.#endedAt + this.#parts.restMs() - performance.now());
  }

  async #fetch(): Promise<void> {
    const { fetch, failed, signal } = this.#parts;
    this.#isBusy = true;
    this.#isAskedAgain = false;
    let wait: number | undefined;
    try {
      await fetch();
      this.#failures = 0;
      this.#wasHad = true;
    } catch (error) {
      wait = this.#waitAfter(error);
      if (!signal.aborted) failed(error);
    } finally {
      this.#isBusy = false;
      this.#endedAt = performance.now();
    }
    if (wait !== undefined) this.#after(wait);
    else if (this.#isAskedAgain) this.soon();
  }

  /** Undefined: it is not tried again by itself. */
  #waitAfter(error: unknown): number | undefined {
    if (!isRefusal(error)) return Math.min(FIRST_WAIT_MS * 2 ** this.#failures++, LONGEST_WAIT_MS);
    return this.#wasHad ? LONGEST_WAIT_MS : undefined;
  }

  #after(ms: number): void {
    if (this.#waiting !== undefined || this.#parts.signal.aborted) return;
    this.#waiting = setTimeout(
      () => {
        this.#waiting = undefined;
        this.now();
      },
      Math.max(0, ms),
    );
  }
}

/** A refusal that asking again soon does not change; too many requests and a slow network pass. */
const isRefusal = (error: unknown): boolean =>
  error instanceof HttpFailed && error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status);
