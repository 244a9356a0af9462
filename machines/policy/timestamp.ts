/** An RFC 3339 time in UTC with `Z`; what is UTC already keeps all digits of its fraction. */
export function utc(timestamp: string): string {
  const tidy = timestamp.replace(/^(\S+)[ t]/, '$1T').replace(/z$/, 'Z');
  return tidy.endsWith('Z') ? tidy : new Date(tidy).toISOString();
}

/** Whole seconds, as v0.1.1 prints times that come from its database: `2026-04-20T09:15:02Z`. */
export const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
