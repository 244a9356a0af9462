import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from '../../../machines/policy/threshold.ts';

const NONE = ['foo', 'foo%', '-1', '150%', '-5%', '%', '', ' 1', '1.5'];

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

  test.each(NONE)('%j is refused by its name', (spec) => {
    expect(() => allowedFailures(spec, 10)).toThrow(BadInput);
    expect(() => allowedFailures(spec, 10)).toThrow('failure_threshold');
  });

  test('lets a batch without a healthy machine pass only when it is written as 100%', () => {
    expect(['100%', '100.0%', '100', '99%', '1'].map(toleratesAll)).toEqual([true, true, false, false, false]);
  });
});

describe('a success threshold', () => {
  test.each([
    ['0', 10, 0],
    ['3', 10, 3],
    ['5', 3, 3],
    ['90%', 10, 9],
    ['90%', 3, 3],
    ['100%', 10, 10],
  ])('%s of a batch of %i requires %i', (spec, size, required) => {
    expect(requiredHealthy(spec, size)).toBe(required);
  });

  test.each(NONE)('%j is refused by its name', (spec) => {
    expect(() => requiredHealthy(spec, 10)).toThrow(BadInput);
    expect(() => requiredHealthy(spec, 10)).toThrow('success_threshold');
  });

  test('never requires more than there are', () => {
    const specs = fc.oneof(
      fc.nat(100).map(String),
      fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
    );
    fc.assert(
      fc.property(specs, fc.integer({ min: 1, max: 50 }), (spec, size) => {
        expect(requiredHealthy(spec, size)).toBeLessThanOrEqual(size);
      }),
    );
  });
});
