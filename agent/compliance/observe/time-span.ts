const DAY = 24 * 3600;

/** Seconds of systemd's units; a month and a year are as long as they are on the average (systemd.time(7)). */
const UNITS: readonly (readonly [names: readonly string[], seconds: number])[] = [
  [['usec', 'us', 'μs', 'µs'], 1e-6],
  [['msec', 'ms'], 1e-3],
  [['', 'seconds', 'second', 'sec', 's'], 1],
  [['minutes', 'minute', 'min', 'm'], 60],
  [['hours', 'hour', 'hr', 'h'], 3600],
  [['days', 'day', 'd'], DAY],
  [['weeks', 'week', 'w'], 7 * DAY],
  [['months', 'month', 'M'], 30.44 * DAY],
  [['years', 'year', 'y'], 365.25 * DAY],
];

/** Seconds of a time span as systemd writes it: `365day`, `1month 2w`, `86400`. Throws for what is none. */
export function secondsOf(span: string): number {
  const text = span.trim();
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-zμµ]*)\s*/gu)];
  const isWhole = parts.map(([all]) => all).join('') === text && parts.length > 0;
  const seconds = parts.map(([, count, unit = '']) => Number(count) * secondsIn(unit, span));
  if (!isWhole) throw new Error(`no time span: ${JSON.stringify(span)}`);
  return seconds.reduce((sum, each) => sum + each, 0);
}

function secondsIn(unit: string, span: string): number {
  const found = UNITS.find(([names]) => names.includes(unit));
  if (found === undefined) throw new Error(`no time span: ${JSON.stringify(span)} (${unit})`);
  return found[1];
}
