import type { Exception } from '../model/evidence.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * When an exception stops to hold, ms since the epoch: at the end of its last day, UTC. Infinite: it holds for good; 0: its
 * last day is no day, and it never held.
 */
export function endOf({ expires }: Pick<Exception, 'expires'>): number {
  if (expires === null) return Number.POSITIVE_INFINITY;
  const lastDay = Date.parse(`${expires}T00:00:00Z`);
  return Number.isNaN(lastDay) ? 0 : lastDay + DAY_MS;
}

/** Whether an exception holds: until the end of its day, UTC. `now` is ms since the epoch. */
export const holds = (exception: Pick<Exception, 'expires'>, now: number): boolean => now < endOf(exception);
