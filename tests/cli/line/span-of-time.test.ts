import { describe, expect, test } from 'vitest';
import { momentOrSpan, spanOfTime } from '../../../cli/line/span-of-time.ts';
import { BadInput } from '../../../machines/errors.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');

describe('a span of time', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['30min', 1_800_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
    ['2w', 1_209_600_000],
  ])('%s is %i ms', (text, ms) => expect(spanOfTime(text, '--expires-in')).toBe(ms));

  test.each(['', '0d', '12', 'd', '-1d', '1.5h', '90x', '1y', '12 h', '999999999w', 'constructor', '1toString'])(
    '%j is refused, with what one is',
    (text) => {
      expect(() => spanOfTime(text, '--expires-in')).toThrow(BadInput);
      expect(() => spanOfTime(text, '--expires-in')).toThrow('--expires-in is a span of time such as 30m');
    },
  );
});

describe('a moment', () => {
  test.each([
    ['2h', '2026-01-31T10:00:00.000Z'],
    ['0s', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T13:00:00+02:00', '2026-01-31T11:00:00.000Z'],
  ])('%s is %s', (text, at) => expect(momentOrSpan(text, '--since', NOW)).toBe(at));

  test.each(['yesterday', '2026-02-30T00:00:00Z', '2026-01-31', '999999999d'])('%j is none', (text) => {
    expect(() => momentOrSpan(text, '--since', NOW)).toThrow('--since is a span of time before now');
  });
});
