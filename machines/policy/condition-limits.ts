import type { Condition } from '../model/condition.ts';

/** Less than this free, and the next closure may not fit. */
const LOW_BYTES = 1024 ** 3;
/** Further off, and certificates and times in logs are not to be relied on. */
const SKEWED_MS = 60_000;

/** The next closure may not fit. */
export const isDiskLow = ({ free_bytes: free }: Pick<Condition, 'free_bytes'>): boolean =>
  free !== null && free < LOW_BYTES;

/** The clock is so far off that times in logs mislead. */
export const isClockOff = ({ clock_skew_ms: skew }: Pick<Condition, 'clock_skew_ms'>): boolean =>
  skew !== null && Math.abs(skew) >= SKEWED_MS;
