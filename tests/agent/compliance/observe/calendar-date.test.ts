import { describe, expect, test } from 'vitest';
import { ageInDays, isoTime, momentOf } from '../../../../agent/compliance/observe/calendar-date.ts';
import { dateInVersion } from '../../../../agent/compliance/observe/system-version.ts';
import { DAY, NOON } from '../a-machine.ts';

describe('a date', () => {
  test.each([
    ['20260420', '2026-04-20T00:00:00Z'],
    ['20260420120000', '2026-04-20T12:00:00Z'],
    ['20240229', '2024-02-29T00:00:00Z'],
    ['20260229', null],
    ['20261301', null],
    ['2026-04-20', null],
    ['', null],
  ])('as %j is %j', (date, iso) => {
    expect(isoTime(momentOf(date))).toBe(iso);
  });

  test.each([
    ['24.05.20240531.abcdef0', '20240531'],
    ['26.05.20260115.1a2b3c4-dirty', '20260115'],
    ['24.05.20240531', '20240531'],
    // A channel counts its commits, and a count is no day.
    ['24.05.5518.c505ebf77752', undefined],
    ['24.11pre123456.abcdef0', undefined],
    ['', undefined],
  ])('in the version %j is %j', (version, date) => {
    expect(dateInVersion(version)).toBe(date);
  });

  test('is so many days ago, or still to come, or nobody knows', () => {
    expect(ageInDays(NOON - 1.5 * DAY, NOON)).toBe(1.5);
    expect(ageInDays(NOON + DAY, NOON)).toBe(-1);
    expect(ageInDays(undefined, NOON)).toBeNull();
  });
});
