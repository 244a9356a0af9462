import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffle } from '../../../machines/policy/shuffle.ts';

describe('a shuffle', () => {
  test('keeps every item and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
        expect(shuffle(items, seed).toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
        expect(shuffle(items, seed)).toEqual(shuffle(items, seed));
      }),
    );
  });

  test('puts each of three items first about equally often', () => {
    const first = Array.from({ length: 3000 }, (_, seed) => shuffle(['a', 'b', 'c'], seed)[0]);
    for (const item of ['a', 'b', 'c'])
      expect(Math.abs(first.filter((it) => it === item).length - 1000)).toBeLessThan(120);
  });
});
