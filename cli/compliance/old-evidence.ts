import { isTooOld, MAX_AGE_DAYS } from '../../machines/policy/evidence-age.ts';
import { span } from '../../machines/policy/span.ts';

/** How old evidence is when that is too old, in words; undefined: it is not. Times are ms since the epoch. */
export const tooOld = (takenAt: number, now: number): string | undefined =>
  isTooOld(takenAt, now) ? `${span(now - takenAt)} old, more than ${MAX_AGE_DAYS} d` : undefined;
