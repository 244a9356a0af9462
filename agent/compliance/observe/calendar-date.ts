/** ms. */
export const DAY = 24 * 60 * 60 * 1000;

/** So far apart clocks may be: what is dated later than this from now was dated by a wrong one. */
export const AHEAD_MS = 5 * 60_000;

/** A date as flakes and NixOS versions write it, `YYYYMMDD` or `YYYYMMDDhhmmss` (UTC); its pattern for options. */
export const CALENDAR_DATE = '^[0-9]{8}([0-9]{6})?$';

/** The moment of such a date (ms since the epoch); undefined: no such day. */
export function momentOf(date: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(date) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part || '0'));
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes the 32nd of a month for a day of the next one.
  return parts.length > 0 && new Date(at).getUTCDate() === day && new Date(at).getUTCMonth() === month - 1
    ? at
    : undefined;
}

/** How long ago a moment was, in days with one decimal; null: unknown. Less than 0: it is still to come. */
export const ageInDays = (at: number | undefined, now: number): number | null =>
  at === undefined ? null : Math.round(((now - at) / DAY) * 10) / 10;

/** A moment as evidence has it; null: unknown. */
export const isoTime = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
