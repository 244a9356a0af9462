import { describe, expect, test } from 'vitest';
import { utc, wholeSeconds } from '../../../machines/policy/timestamp.ts';

describe('a timestamp', () => {
  test.each([
    ['2026-04-20T09:15:02.123456789Z', '2026-04-20T09:15:02.123456789Z'],
    ['2026-04-20T11:15:02+02:00', '2026-04-20T09:15:02.000Z'],
    ['2026-04-20 09:15:02z', '2026-04-20T09:15:02Z'],
  ])('%s is %s in UTC', (given, expected) => {
    expect(utc(given)).toBe(expected);
  });

  test('from the database has whole seconds', () => {
    expect(wholeSeconds(Date.parse('2026-04-20T09:15:02.999Z'))).toBe('2026-04-20T09:15:02Z');
  });
});
