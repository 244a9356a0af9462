import { BadInput } from '../../machines/errors.ts';
import { momentIn } from '../../machines/policy/moment.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A hundred years: what is longer is a slip, and has no date in RFC 3339 before long. */
const LONGEST_MS = 36_525 * 86_400_000;

/** The milliseconds of `500ms`, `90s`, `30m`, `12h`, `90d` or `2w`, given as `flag`, which is told `such as`. Throws `BadInput`. */
export function spanOfTime(text: string, flag: string, suchAs = '30m, 12h, 90d or 2w'): number {
  const span = spanIn(text);
  if (span !== undefined && span > 0 && span <= LONGEST_MS) return span;
  throw new BadInput(`${flag} is a span of time such as ${suchAs}, not "${text}"`);
}

/** The moment that RFC 3339 or a span before `now` names, as RFC 3339. Throws `BadInput`. */
export function momentOrSpan(text: string, flag: string, now: number): string {
  const span = spanIn(text);
  const at = span === undefined ? momentIn(text) : now - span;
  if (at !== undefined && (span ?? 0) <= LONGEST_MS) return new Date(at).toISOString();
  throw new BadInput(
    `${flag} is a span of time before now (2h, 3d) or a time such as 2026-04-20T09:15:02Z, not "${text}"`,
  );
}

function spanIn(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,9})([a-z]+)$/.exec(text) ?? [];
  return count !== undefined && Object.hasOwn(UNITS, unit) ? Number(count) * (UNITS[unit] ?? 0) : undefined;
}
