import { describe, expect, test } from 'vitest';
import { Seldom } from '../../../../services/server/auth/seldom.ts';

const seldom = () => new Seldom({ intervalMs: 1000, names: 2 });

describe('what is seldom', () => {
  test('lets each name through once an interval', () => {
    const names = seldom();
    const let1 = [0, 1, 999, 1000, 1001].map((at) => names.lets('a', at));
    expect(let1).toEqual([true, false, false, true, false]);
    expect(names.lets('b', 1001)).toBe(true);
  });

  test('lets so many names through in an interval', () => {
    const names = seldom();
    expect(['a', 'b', 'c'].map((name) => names.lets(name, 0))).toEqual([true, true, false]);
    expect(names.lets('c', 1000)).toBe(true);
  });

  test('does not wait for a clock that was set back', () => {
    const names = seldom();
    names.lets('a', 90_000);
    expect([names.lets('a', 5), names.lets('a', 6)]).toEqual([true, false]);
  });
});
