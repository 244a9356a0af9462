import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { versionOrder } from '../../../machines/policy/version-order.ts';

const version = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', 'a', 'p', 'pre'), maxLength: 6 });

describe('the order of versions', () => {
  test.each([
    ['2.10', '2.9'],
    ['3.0.12', '3.0.11'],
    ['1.0', ''],
    ['1.0', '1.0pre1'],
    ['1.0.1', '1.0'],
    ['2.3a', '2.3'],
    ['2.3.1', '2.3a'],
    ['20240101123456789012', '20240101123456789011'],
    ['1.10', '1.09'],
  ])('%j is newer than %j', (newer, older) => {
    expect(versionOrder(newer, older)).toBeGreaterThan(0);
    expect(versionOrder(older, newer)).toBeLessThan(0);
  });

  test('is one: what is newer is not older, and only the same is equal', () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const order = Math.sign(versionOrder(one, other));
        expect(order + Math.sign(versionOrder(other, one))).toBe(0);
        expect(order === 0).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
  });
});
