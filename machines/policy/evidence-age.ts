/** Evidence is collected every hour or every day: what is older than so many days says little of now. */
export const MAX_AGE_DAYS = 2;

const DAY_SECONDS = 24 * 60 * 60;

/** An age in days as the control plane is asked for it: seconds. */
export const secondsIn = (days: number): string => String(days * DAY_SECONDS);

/** Whether evidence is too old; times are ms since the epoch. */
export const isTooOld = (takenAt: number, now: number): boolean => now - takenAt > MAX_AGE_DAYS * DAY_SECONDS * 1000;
