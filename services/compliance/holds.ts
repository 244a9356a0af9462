import type { Evidence, Exception } from '../../machines/model/evidence.ts';

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

/** A control that evidence says is excused, by an exception that has run out since; undefined: there is none. */
export const excusedNoLonger = ({ controls }: Pick<Evidence, 'controls'>, now: number): string | undefined =>
  controls.find(({ findings }) => findings.some(({ exception }) => exception !== undefined && !holds(exception, now)))
    ?.control;
