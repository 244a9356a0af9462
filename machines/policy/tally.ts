/** How many machines of a batch ended how; it never holds their names. */
export interface Tally {
  readonly size: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly skipped: number;
  /** Healthy so far, and not yet for long enough. */
  readonly soaking: number;
}

/** What a batch tolerates. */
export interface Tolerance {
  /** So many unhealthy machines. */
  readonly allowed: number;
  /** It may pass with no healthy machine. */
  readonly toleratesAll: boolean;
  /** So many have to be healthy; null: one of those that took part. */
  readonly required: number | null;
}

/** How a machine's part in a batch ended. */
export type Ending = 'healthy' | 'unhealthy' | 'skipped' | 'superseded';

/** A batch of `size` of which nothing is known. */
export const emptyTally = (size: number): Tally => ({ size, healthy: 0, unhealthy: 0, skipped: 0, soaking: 0 });

/** The tally with one machine more that has ended; `hasSoaked`: it was counted as soaking until now. */
export function tallied(tally: Tally, outcome: Ending, hasSoaked = false): Tally {
  const word = outcome === 'superseded' ? 'skipped' : outcome;
  return { ...tally, [word]: tally[word] + 1, soaking: tally.soaking - (hasSoaked ? 1 : 0) };
}

/** The tally without `count` machines for which somebody else has answered, who does not know whether they were soaking. */
export function talliedFor(tally: Tally, outcome: 'unhealthy' | 'skipped', count: number): Tally {
  const { size, healthy, unhealthy, skipped, soaking } = tally;
  const open = size - healthy - unhealthy - skipped - count;
  return { ...tally, [outcome]: tally[outcome] + count, soaking: Math.max(Math.min(soaking, open), 0) };
}

/** Every machine has ended. */
export const isComplete = ({ size, healthy, unhealthy, skipped }: Tally): boolean =>
  healthy + unhealthy + skipped >= size;

/** Every machine that has not ended is healthy so far. */
export const isSoaking = (tally: Tally): boolean =>
  tally.soaking > 0 && isComplete({ ...tally, healthy: tally.healthy + tally.soaking });

/**
 * `failed` as soon as more are unhealthy than tolerated, or fewer can become healthy than required; `succeeded` when all
 * have ended and enough of them are healthy: as many as required, or one of those that took part (or `toleratesAll`);
 * `open` until then.
 */
export function judged(tally: Tally, { allowed, required, toleratesAll }: Tolerance): 'open' | 'succeeded' | 'failed' {
  const { size, healthy, unhealthy, skipped } = tally;
  if (unhealthy > allowed) return 'failed';
  if (required !== null && size - unhealthy - skipped < required) return 'failed';
  if (!isComplete(tally)) return 'open';
  if (required !== null || healthy > 0 || unhealthy === 0 || toleratesAll) return 'succeeded';
  return 'failed';
}
