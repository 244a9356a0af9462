import type { Evidence, Exception } from '../../machines/model/evidence.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether an exception holds: until the end of its day, UTC. `now` is ms since the epoch. */
export const holds = ({ expires }: Pick<Exception, 'expires'>, now: number): boolean =>
  expires === null || now < Date.parse(`${expires}T00:00:00Z`) + DAY_MS;

/** A control that evidence says is excused, by an exception that has run out since; undefined: there is none. */
export const excusedNoLonger = ({ controls }: Pick<Evidence, 'controls'>, now: number): string | undefined =>
  controls.find(({ findings }) => findings.some(({ exception }) => exception !== undefined && !holds(exception, now)))
    ?.control;
