import { expect, test } from 'vitest';
import { daysOf } from '../../../../agent/compliance/observe/interval.ts';
import { secondsOf } from '../../../../agent/compliance/observe/time-span.ts';

test.each([
  ['86400', 86_400],
  ['365day', 365 * 86_400],
  ['2 weeks 1d', 15 * 86_400],
  ['1h30min', 5400],
  ['1.5h', 5400],
  ['1month', 30.44 * 86_400],
  ['1y', 365.25 * 86_400],
  ['500ms', 0.5],
  ['infinity', Number.POSITIVE_INFINITY],
])('%s is a time span of so many seconds', (span, seconds) => {
  expect(secondsOf(span)).toBe(seconds);
});

test.each(['', 'soon', '3 moons', '-1d', '1d!'])('%j is no time span', (span) => {
  expect(() => secondsOf(span)).toThrow('no time span');
});

test.each([
  ['daily', 1],
  ['weekly', 7],
  ['monthly', 31],
  ['quarterly', 92],
  ['yearly', 366],
  ['45d', 45],
])('%s is an interval of so many days', (interval, days) => {
  expect(daysOf(interval)).toBe(days);
});

test.each(['', 'often', '0d', '-1d', 'constructor'])('%j is no interval', (interval) => {
  expect(() => daysOf(interval)).toThrow('no interval');
});
