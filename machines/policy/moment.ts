import { agentTime } from './timestamp.ts';

/**
 * The time that an RFC 3339 text names, in ms since the epoch; undefined for a text that is none, or a day that no
 * calendar has. A blank before an offset is the `+` that a query string made of it.
 */
export function momentIn(text: string): number | undefined {
  const utc = agentTime(text.replace(/ (?=\d\d:?\d\d$)/, '+'));
  if (utc === null || !isDay(text.slice(0, 10))) return undefined;
  const at = Date.parse(utc);
  return Number.isNaN(at) ? undefined : at;
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
