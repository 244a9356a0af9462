import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { type Candidate, type Named, namedBy, targetsOf } from '../../../machines/policy/targets.ts';

const active = (machineId: string): Candidate => ({ machineId, lifecycle: 'active' });
const named = (...candidates: Candidate[]): Named => ({ candidates, unmatched: [] });
const all = () => true;
const none = new Map();

describe('the targets of a rollout', () => {
  test('are those that are active or new, in the release, once each and in order', () => {
    const given = named(active('b'), { machineId: 'a', lifecycle: null }, active('b'));
    expect(targetsOf(given, all, none)).toEqual({ machineIds: ['b', 'a'], skipped: [] });
  });

  test('leave nobody out without a reason', () => {
    const given = named({ machineId: 'old', lifecycle: 'decommissioned' }, active('elsewhere'));
    expect(targetsOf({ ...given, unmatched: ['db-*'] }, () => false, none)).toEqual({
      machineIds: [],
      skipped: [
        { machine_id: 'old', reason: 'is in lifecycle state decommissioned' },
        { machine_id: 'elsewhere', reason: 'is not in the release' },
        { machine_id: 'db-*', reason: 'matches no machine' },
      ],
    });
  });

  test('leave out a machine on which the path has failed, and say where, why and what to do', () => {
    const failed = new Map([['a', { rolloutId: 'r-1', reason: 'nginx: inactive' }]]);
    expect(targetsOf(named(active('a'), active('b')), all, failed)).toEqual({
      machineIds: ['b'],
      skipped: [
        {
          machine_id: 'a',
          reason: 'the same path failed on it in rollout r-1 (nginx: inactive); send it again with --retry',
        },
      ],
    });
  });

  test('have every machine that is named exactly once: in them, or left out', () => {
    const lifecycles = fc.constantFrom('active' as const, 'maintenance' as const, null);
    const candidates = fc.array(fc.record({ machineId: fc.constantFrom('a', 'b', 'c', 'd'), lifecycle: lifecycles }));
    const some = fc.subarray(['a', 'b', 'c', 'd']);
    fc.assert(
      fc.property(candidates, some, some, (given, released, failing) => {
        const failed = new Map(failing.map((id) => [id, { rolloutId: 'r', reason: 'no' }]));
        const { machineIds, skipped } = targetsOf(named(...given), (id) => released.includes(id), failed);
        const told = [...machineIds, ...skipped.map(({ machine_id }) => machine_id)];
        expect(told.toSorted()).toEqual([...new Set(given.map(({ machineId }) => machineId))].toSorted());
        expect(machineIds.filter((id) => !released.includes(id) || failed.has(id))).toEqual([]);
      }),
    );
  });
});

describe('the hosts of a target', () => {
  const registered = [active('db-1'), active('web-1'), { machineId: 'web-2', lifecycle: 'maintenance' as const }];

  test('are machines by name, registered or not', () => {
    const exact = [active('web-1'), { machineId: 'new', lifecycle: null }];
    expect(namedBy(['new', 'web-1', 'nobody'], exact, registered).candidates).toEqual([
      { machineId: 'new', lifecycle: null },
      active('web-1'),
      { machineId: 'nobody', lifecycle: null },
    ]);
  });

  test('are all registered machines that a pattern matches', () => {
    const { candidates, unmatched } = namedBy(['web-*', 'db-1', 'gpu-*', 'gpu-*'], [active('db-1')], registered);
    expect(candidates.map(({ machineId, lifecycle }) => [machineId, lifecycle])).toEqual([
      ['web-1', 'active'],
      ['web-2', 'maintenance'],
      ['db-1', 'active'],
    ]);
    expect(unmatched).toEqual(['gpu-*']);
  });

  test('are each machine once, however many patterns it matches', () => {
    const { candidates, unmatched } = namedBy(
      ['web-2', '*', '*', 'w*', 'web-1', 'no-*'],
      [active('web-1')],
      registered,
    );
    expect(candidates.map(({ machineId }) => machineId)).toEqual(['web-2', 'db-1', 'web-1']);
    expect(unmatched).toEqual(['no-*']);
  });

  test('are not so many patterns that looking for them keeps everybody waiting', () => {
    const patterns = Array.from({ length: 65 }, (_, index) => `web-${index}*`);
    expect(() => namedBy(patterns, [], registered)).toThrow(BadInput);
    expect(namedBy(patterns.slice(1), [], registered).candidates).toHaveLength(2);
  });
});
