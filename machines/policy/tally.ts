/** How many machines of a batch ended how; it never holds their names. */
export interface Tally {
  readonly size: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly skipped: number;
}

/** What a batch tolerates: so many unhealthy machines, and whether it may pass with no healthy one. */
export interface Tolerance {
  readonly allowed: number;
  readonly toleratesAll: boolean;
}

/** A batch of `size` of which nothing is known. */
export const emptyTally = (size: number): Tally => ({ size, healthy: 0, unhealthy: 0, skipped: 0 });

/** The tally with one machine more. */
export function tallied(tally: Tally, outcome: 'healthy' | 'unhealthy' | 'skipped' | 'superseded'): Tally {
  const word = outcome === 'superseded' ? 'skipped' : outcome;
  return { ...tally, [word]: tally[word] + 1 };
}

/** Every machine has ended. */
export const isComplete = ({ size, healthy, unhealthy, skipped }: Tally): boolean =>
  healthy + unhealthy + skipped >= size;

/**
 * `failed` as soon as more are unhealthy than tolerated; `succeeded` when all have ended and one of those that took part
 * is healthy (or `toleratesAll`); `open` until then.
 */
export function judged(tally: Tally, tolerance: Tolerance): 'open' | 'succeeded' | 'failed' {
  if (tally.unhealthy > tolerance.allowed) return 'failed';
  if (!isComplete(tally)) return 'open';
  if (tally.healthy > 0 || tally.unhealthy === 0 || tolerance.toleratesAll) return 'succeeded';
  return 'failed';
}
