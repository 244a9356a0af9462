import { describe, expect, test } from 'vitest';
import { agentTime, sqliteText, storedTime, wholeSeconds } from '../../../machines/policy/timestamp.ts';

describe("an agent's time", () => {
  test.each([
    ['2026-04-20T09:15:02.123456789Z', '2026-04-20T09:15:02.123456789Z'],
    ['2026-04-20T11:15:02+02:00', '2026-04-20T09:15:02Z'],
    ['2026-04-20 09:15:02.5z', '2026-04-20T09:15:02.500Z'],
    ['2026-04-20T09:15:02.000Z', '2026-04-20T09:15:02Z'],
    ['yesterday', null],
    ['0000-01-01T00:00:00+05:00', null],
    ['9999-12-31T23:59:59-05:00', null],
  ])('%s is %s in UTC', (given, expected) => {
    expect(agentTime(given)).toBe(expected);
  });
});

describe("the database's time", () => {
  test('has whole seconds', () => {
    expect(wholeSeconds(Date.parse('2026-04-20T09:15:02.999Z'))).toBe('2026-04-20T09:15:02Z');
  });

  test('can be text as SQLite writes it', () => {
    expect(sqliteText(Date.parse('2026-04-20T09:15:02.999Z'))).toBe('2026-04-20 09:15:02');
  });

  test.each([
    ['2026-04-20 09:15:02', '2026-04-20T09:15:02Z'],
    ['2026-04-20T09:15:02Z', '2026-04-20T09:15:02Z'],
    ['2026-04-20 09:15:02.123', '2026-04-20T09:15:02Z'],
    ['last week', '1970-01-01T00:00:00Z'],
  ])('is %s as %s on the wire', (text, expected) => expect(storedTime(text)).toBe(expected));
});
