import { describe, expect, test } from 'vitest';
import { ClockSkew, skewIn } from '../../../agent/contact/clock-skew.ts';

const NOON = Date.parse('2026-05-02T12:00:00Z');
const DATE = 'Sat, 02 May 2026 12:00:00 GMT';

describe('the skew of a clock', () => {
  test.each([
    ['nothing, within the second that the header does not tell', NOON + 900, 100, 0],
    ['nothing, when the answer took as long as it seems to be off', NOON + 3_000, 6_000, 0],
    ['what it is ahead', NOON + 60_500, 0, 60_000],
    ['what it is behind', NOON - 59_500, 0, -60_000],
    ['seen from the middle of the way', NOON + 61_500, 2_000, 60_000],
  ])('is %s', (_, heardAt, tookMs, skewMs) => {
    expect(skewIn({ date: DATE, heardAt, tookMs })).toBe(skewMs);
  });

  test('is unknown when the date is none', () => {
    expect(skewIn({ date: 'soon', heardAt: NOON, tookMs: 0 })).toBeNull();
  });

  test('is said once when it is more than 30 s, again when it has changed by as much, and when it is over', () => {
    const said: string[] = [];
    const skew = new ClockSkew((level, message) => void said.push(`${level} ${message}`));
    const hear = (seconds: number) => skew.heard({ date: DATE, heardAt: NOON + 500 + seconds * 1000, tookMs: 0 });
    expect(skew.ms).toBeNull();
    for (const seconds of [5, 31, 29, 31, 45, 100, 2, 0]) hear(seconds);
    hear(-3600);
    expect(skew.ms).toBe(-3_600_000);
    skew.heard({ date: undefined, heardAt: NOON, tookMs: 0 });
    expect(skew.ms).toBe(-3_600_000);
    expect(said).toEqual([
      "WARN the clock of this machine is 31 s ahead of the control plane's: set one of them right",
      "WARN the clock of this machine is 100 s ahead of the control plane's: set one of them right",
      "INFO the clock of this machine agrees with the control plane's again",
      "WARN the clock of this machine is 3600 s behind the control plane's: set one of them right",
    ]);
  });
});
