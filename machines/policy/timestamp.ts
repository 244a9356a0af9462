/** A stored time (ms since the epoch) as v0.1.1 prints what comes from its database: whole seconds, `Z`. */
export const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** The same for a time that may not have come yet. */
export const wholeSecondsOrNull = (ms: number | null): string | null => (ms === null ? null : wholeSeconds(ms));

/** A stored time as SQLite itself writes it: `YYYY-MM-DD HH:MM:SS`, UTC. */
export const sqliteText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** SQLite's text as RFC 3339; who writes rows by hand may write anything, and what is no time becomes the first there is. */
export function storedTime(text: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text) ?? [];
  return date !== undefined && time !== undefined ? `${date}T${time}Z` : wholeSeconds(0);
}

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt\s](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-]\d\d:?\d\d))$/;

/**
 * An agent's RFC 3339 time in UTC with its own sub-second digits, in the shortest exact of 0, 3, 6 or 9:
 * more than a `Date` can hold. Null for a text that is no such time.
 */
export function agentTime(text: string): string | null {
  const [, date, time, fraction = '', offset] = RFC3339.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  const atZero = offset === undefined ? `${date}T${time}` : shifted(`${date}T${time}${offset}`);
  return atZero && `${atZero}${digits(fraction)}Z`;
}

function shifted(local: string): string | null {
  const at = Date.parse(local);
  const utc = Number.isNaN(at) ? '' : new Date(at).toISOString();
  // Beyond the years 0 to 9999 ISO 8601 has a sign and two digits more, which RFC 3339 and old clients do not know.
  return /^\d{4}-/.test(utc) ? utc.slice(0, 19) : null;
}

function digits(fraction: string): string {
  const kept = fraction.slice(0, 9).replace(/0+$/, '');
  return kept && `.${kept.padEnd(Math.ceil(kept.length / 3) * 3, '0')}`;
}
