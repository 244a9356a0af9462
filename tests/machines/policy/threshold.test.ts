import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { allowedFailures, toleratesAll } from '../../../machines/policy/threshold.ts';

describe('a failure threshold', () => {
  test.each([
    ['0', 10, 0],
    ['1', 10, 1],
    ['5', 3, 5],
    ['30%', 10, 3],
    ['10%', 20, 2],
    ['50%', 3, 2],
    ['12.5%', 8, 1],
    ['100%', 10, 10],
    ['0%', 10, 0],
  ])('%s of a batch of %i tolerates %i', (spec, size, allowed) => {
    expect(allowedFailures(spec, size)).toBe(allowed);
  });

  test.each(['foo', 'foo%', '-1', '150%', '-5%', '%', '', ' 1', '1.5'])('%j is refused', (spec) => {
    expect(() => allowedFailures(spec, 10)).toThrow(BadInput);
  });

  test('lets a batch without a healthy machine pass only when it is written as 100%', () => {
    expect(['100%', '100.0%', '100', '99%', '1'].map(toleratesAll)).toEqual([true, true, false, false, false]);
  });
});
