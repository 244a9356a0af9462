import { span } from '../../machines/policy/span.ts';

/** Evidence is collected every hour or every day: what is older than so many days says little of now. */
export const MAX_AGE_DAYS = 2;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The same age as the control plane is asked for: seconds. */
export const secondsIn = (days: number): string => String((days * DAY_MS) / 1000);

/** How old evidence is when that is too old, in words; undefined: it is not. Times are ms since the epoch. */
export function tooOld(takenAt: number, now: number): string | undefined {
  const ageMs = now - takenAt;
  return ageMs > MAX_AGE_DAYS * DAY_MS ? `${span(ageMs)} old, more than ${MAX_AGE_DAYS} d` : undefined;
}
