import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import type { CreateRollout } from '../../../machines/model/rollout.ts';
import { type PlanFacts, planned, waitsOf } from '../../../machines/policy/rollout-plan.ts';

const aRollout = (order: Partial<CreateRollout> = {}): CreateRollout => ({
  release_id: 'rel-1',
  target: { hosts: ['web-*'] },
  strategy: 'canary',
  failure_threshold: '0',
  on_failure: 'pause',
  ...order,
});

/** So many active machines, all of them in the release. */
const factsOf = (count: number, facts: Partial<PlanFacts> = {}): PlanFacts => {
  const ids = Array.from({ length: count }, (_, index) => `web-${index}`);
  return {
    named: { candidates: ids.map((machineId) => ({ machineId, lifecycle: 'active' })), unmatched: [] },
    paths: new Map(ids.map((id) => [id, `/nix/store/${id}`])),
    failed: new Map(),
    seed: 7,
    ...facts,
  };
};

describe('a planned rollout', () => {
  test('has each of its machines in exactly one batch, and the same ones for the same seed', () => {
    const order = aRollout({ strategy: 'staged', batch_sizes: ['1', '50%', '100%'] });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(2 ** 32 - 1), (count, seed) => {
        const { batches, machineIds } = planned(order, factsOf(count, { seed }));
        expect(batches.flat().toSorted()).toEqual(machineIds.toSorted());
        expect(batches.filter((batch) => batch.length === 0)).toEqual([]);
        expect(planned(order, factsOf(count, { seed })).batches).toEqual(batches);
      }),
      { numRuns: 50 },
    );
  });

  test('has another order for another seed', () => {
    const orders = [1, 2, 3].map((seed) => planned(aRollout(), factsOf(20, { seed })).batches.flat().join());
    expect(new Set(orders).size).toBe(3);
  });

  test.each([
    [{ strategy: 'all_at_once' }, [10], ['100%']],
    [{ strategy: 'canary' }, [1, 9], ['1', '100%']],
    [{ strategy: 'staged', batch_sizes: ['2', '50%', '100%'] }, [2, 4, 4], ['2', '50%', '100%']],
  ] as [Partial<CreateRollout>, number[], string[]][])('by %j has batches of %j', (order, lengths, sizes) => {
    const plan = planned(aRollout(order), factsOf(10));
    expect(plan.batches.map((batch) => batch.length)).toEqual(lengths);
    expect(plan.sizes).toEqual(sizes);
  });

  test('leaves out a machine on which the path has failed, unless somebody asks for it', () => {
    const failed = new Map([['web-0', { rolloutId: 'r-1', reason: 'no' }]]);
    const plan = planned(aRollout(), factsOf(2, { failed }));
    expect([plan.machineIds, plan.skipped]).toMatchObject([['web-1'], [{ machine_id: 'web-0' }]]);
    expect(planned(aRollout({ retry: true }), factsOf(2, { failed })).machineIds).toEqual(['web-0', 'web-1']);
  });

  test('in which nobody can take part is refused, with who was asked for and why each cannot', () => {
    const { named, ...rest } = factsOf(2);
    const facts = { ...rest, named: { ...named, unmatched: ['db-*'] }, paths: new Map() };
    const plan = () => planned(aRollout({ target: { hosts: ['web-*', 'db-*'] } }), facts);
    expect(plan).toThrow(BadInput);
    expect(plan).toThrow('the hosts web-*, db-* with release rel-1, but web-0: is not in the release; web-1');
    const tags = { ...facts, named: { candidates: [], unmatched: [] } };
    expect(() => planned(aRollout({ target: { tags: ['prod'] } }), tags)).toThrow('no machine has them');
  });

  test.each([
    [{ failure_threshold: 'abc' }, 'failure_threshold'],
    [{ success_threshold: '101%' }, 'success_threshold'],
    [{ strategy: 'staged', batch_sizes: ['abc%'] }, 'not a batch size'],
  ] as [Partial<CreateRollout>, string][])('with %j is refused', (order, why) => {
    expect(() => planned(aRollout(order), factsOf(3))).toThrow(why);
  });

  test.each([
    [{}, 3, []],
    [
      { failure_threshold: '100%' },
      3,
      ['a failure_threshold of 100% lets a batch succeed in which no machine is healthy'],
    ],
    [{ failure_threshold: '100%', success_threshold: '1' }, 3, []],
    [
      { soak_seconds: 301 },
      3,
      ['the soak time is longer than the health time-out: each batch takes at least that long'],
    ],
    [{ soak_seconds: 301, health_timeout: 400 }, 3, []],
  ] as [Partial<CreateRollout>, number, string[]][])('with %j of %i machines warns of %j', (order, count, warnings) => {
    expect(planned(aRollout(order), factsOf(count)).warnings).toEqual(warnings);
  });

  test('warns of machines that are left out', () => {
    const failed = new Map([['web-0', { rolloutId: 'r-1', reason: 'no' }]]);
    expect(planned(aRollout(), factsOf(2, { failed })).warnings).toEqual(['1 machine of the target left out']);
  });
});

describe('how long a rollout waits', () => {
  test('is, unless it says otherwise, five minutes for health and no soak time, for ever in all', () => {
    expect(waitsOf(aRollout())).toEqual({ healthTimeout: 300, soak: 0, progressDeadline: null });
    const nulls = { health_timeout: null, soak_seconds: null, progress_deadline: null };
    expect(waitsOf(aRollout(nulls))).toEqual({ healthTimeout: 300, soak: 0, progressDeadline: null });
  });

  test.each([
    [{ health_timeout: 0 }, 'health_timeout must be 1 to 86400 seconds, not 0'],
    [{ health_timeout: 86_401 }, 'health_timeout'],
    [{ soak_seconds: -1 }, 'soak_seconds must be 0 to 86400 seconds'],
    [{ soak_seconds: 86_401 }, 'soak_seconds'],
    [{ progress_deadline: 0 }, 'progress_deadline must be 1 to 2678400 seconds'],
    [{ progress_deadline: 2_678_401 }, 'progress_deadline'],
  ])('is refused when it is %j', (order, why) => expect(() => waitsOf(aRollout(order))).toThrow(why));

  test('may be as long as is allowed', () => {
    const order = { health_timeout: 86_400, soak_seconds: 86_400, progress_deadline: 2_678_400 };
    expect(waitsOf(aRollout(order))).toEqual({ healthTimeout: 86_400, soak: 86_400, progressDeadline: 2_678_400 });
  });
});
