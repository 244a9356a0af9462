import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { batchSizes, planBatches } from '../../../machines/policy/batches.ts';

const machines = (count: number): string[] => Array.from({ length: count }, (_, index) => `web-${index}`);

describe('a plan', () => {
  test.each([
    [20, ['1', '25%', '100%'], [1, 5, 14]],
    [20, ['1', '100%'], [1, 19]],
    [1, ['1', '100%'], [1]],
    [6, ['2', '2', '2'], [2, 2, 2]],
    [3, ['50%', '50%', '100%'], [2, 1]],
    [10, ['12.5%', '100%'], [2, 8]],
    [2, ['5', '100%'], [2]],
    [0, ['1', '100%'], []],
  ])('of %i machines by %j has batches of %j', (count, sizes, expected) => {
    expect(planBatches(machines(count), sizes).map((batch) => batch.length)).toEqual(expected);
  });

  test.each([
    [10, ['3']],
    [10, ['1', '25%']],
    [10, ['0', '100%']],
    [10, ['abc', '100%']],
    [10, ['abc%', '100%']],
    [10, ['101%', '100%']],
    [10, ['-1', '100%']],
    [10, ['1e3', '100%']],
    [10, ['0%', '100%']],
    [10, ['', '100%']],
  ])('of %i machines by %j is refused', (count, sizes) => {
    expect(() => planBatches(machines(count), sizes)).toThrow(BadInput);
  });

  test('has every machine in exactly one batch, in the order given', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 50 }).map(String),
      fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
    );
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.array(size, { maxLength: 6 }), (count, sizes) => {
        const batches = planBatches(machines(count), [...sizes, '100%']);
        expect(batches.flat()).toEqual(machines(count));
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });
});

describe('a strategy', () => {
  test('decides the sizes, and only staged listens to those that are asked for', () => {
    expect(batchSizes('canary', ['7'])).toEqual(['1', '100%']);
    expect(batchSizes('all_at_once', ['7'])).toEqual(['100%']);
    expect(batchSizes('staged', ['7', '100%'])).toEqual(['7', '100%']);
    expect(batchSizes('staged', null)).toEqual(['100%']);
  });
});
