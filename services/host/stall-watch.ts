/** Sees to it that work goes on. */
export interface StallWatch {
  /** Aborts when the caller gives up, or when nothing was seen for too long. */
  readonly signal: AbortSignal;
  readonly hasStalled: boolean;
  /** There was a sign of progress. */
  seen(): void;
  /** The work has ended. */
  over(): void;
}

/** A timer of Node that is set to more fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** A watch over work that may take long, but not rest for longer than `stallMs`. */
export function createStallWatch(stallMs: number, caller: AbortSignal): StallWatch {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), Math.min(stallMs, LONGEST_MS));
  return {
    signal: AbortSignal.any([caller, stalled.signal]),
    get hasStalled() {
      return stalled.signal.aborted;
    },
    seen: () => void timer.refresh(),
    over: () => clearTimeout(timer),
  };
}
