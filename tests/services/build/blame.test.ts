import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlakeHost } from '../../../machines/model/flake.ts';
import { type Attempt, blame } from '../../../services/build/blame.ts';

const fleet = (size: number): FlakeHost[] =>
  Array.from({ length: size }, (_, n) => ({ name: `host-${n}`, set: 'nixosConfigurations' }));

/** A fleet with some bad hosts: any attempt with one of them fails. */
async function blamedIn(size: number, bad: ReadonlySet<number>) {
  const hosts = fleet(size);
  const isBad = ({ name }: FlakeHost) => bad.has(Number(name.slice(5)));
  const tried: number[] = [];
  const attempt: Attempt = async (part) => {
    tried.push(part.length);
    const wrong = part.find(isBad);
    if (wrong) return `${wrong.name} is bad`;
    const facts = { platform: 'x86_64-linux', tags: [], drv: '/nix/store/a.drv', out: '/nix/store/a' };
    return { hosts: part.map(({ name }) => ({ name, ...facts })), refused: [] };
  };
  return { tried, evaluation: await blame(hosts, 'it failed', attempt), hosts, isBad };
}

const cases = fc
  .integer({ min: 1, max: 60 })
  .chain((size) => fc.tuple(fc.constant(size), fc.uniqueArray(fc.nat({ max: size - 1 }), { minLength: 1 })));

describe('blaming hosts that failed together', () => {
  test('tries 69 hosts in sum to find the first of 33', async () => {
    const { tried } = await blamedIn(33, new Set([0]));
    expect(tried).toEqual([17, 9, 5, 3, 2, 1, 1, 1, 2, 4, 8, 16]);
  });

  test('refuses the bad ones and no other, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([size, bad]) => {
        const { evaluation, hosts, isBad } = await blamedIn(size, new Set(bad));
        expect(evaluation.refused.map(({ name }) => name)).toEqual(hosts.filter(isBad).map(({ name }) => name));
        expect(evaluation.hosts.map(({ name }) => name)).toEqual(
          hosts.filter((host) => !isBad(host)).map(({ name }) => name),
        );
      }),
    );
  });

  test('costs as many attempts as finding each in halves does, and never more than two a host', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([size, bad]) => {
        const { tried } = await blamedIn(size, new Set(bad));
        const depth = Math.ceil(Math.log2(size));
        expect(tried.length).toBeLessThanOrEqual(Math.min(2 * depth * bad.length, 2 * size));
        // Halves of odd counts are rounded up: a host more on each level.
        if (bad.length === 1)
          expect(tried.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2 * size + depth);
      }),
    );
  });

  test('gives a host that stands alone the reason of its own attempt', async () => {
    expect((await blamedIn(4, new Set([2]))).evaluation.refused).toEqual([
      { name: 'host-2', step: 'evaluating', reason: 'host-2 is bad' },
    ]);
    expect((await blamedIn(1, new Set([0]))).evaluation.refused).toEqual([
      { name: 'host-0', step: 'evaluating', reason: 'it failed' },
    ]);
  });
});
