import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlakeHost } from '../../../machines/model/flake.ts';
import { chunksOf, halvesOf } from '../../../services/build/plan.ts';

const hosts = fc
  .nat({ max: 120 })
  .map((count) =>
    Array.from({ length: count }, (_, n): FlakeHost => ({ name: `host-${n}`, set: 'nixosConfigurations' })),
  );

describe('a plan', () => {
  test('has every host once, in order, in chunks that are full but for the last', () => {
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 40 }), (all, size) => {
        const chunks = chunksOf(all, size);
        expect(chunks.flat()).toEqual(all);
        expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
        expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses chunks of %j', (size) => {
    expect(() => chunksOf([], size)).toThrow('a chunk has at least one host');
  });

  test('splits a chunk until one host stands alone', () => {
    fc.assert(
      fc.property(
        hosts.filter(({ length }) => length > 1),
        (all) => {
          const [left, right] = halvesOf(all);
          expect([...left, ...right]).toEqual(all);
          expect(left.length).toBeGreaterThan(0);
          expect(right.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
