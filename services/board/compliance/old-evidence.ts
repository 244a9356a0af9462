/** Evidence that is older says little of now; as `nixfleet compliance` has it unless told. */
export const OLD_DAYS = 2;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether evidence of a time (RFC 3339) is too old, `now` in ms since the epoch. */
export const isOld = (takenAt: string, now: number): boolean => now - Date.parse(takenAt) > OLD_DAYS * DAY_MS;
