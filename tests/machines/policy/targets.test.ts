import { describe, expect, test } from 'vitest';
import { targetsOf } from '../../../machines/policy/targets.ts';

describe('the targets of a rollout', () => {
  test('are those that are active or new, in the release, once each and in order', () => {
    const candidates = [
      { machineId: 'b', lifecycle: 'active' as const },
      { machineId: 'a', lifecycle: undefined },
      { machineId: 'b', lifecycle: 'active' as const },
    ];
    expect(targetsOf(candidates, () => true)).toEqual({ machineIds: ['b', 'a'], skipped: [] });
  });

  test('leave nobody out without a reason', () => {
    const candidates = [
      { machineId: 'old', lifecycle: 'decommissioned' as const },
      { machineId: 'elsewhere', lifecycle: 'active' as const },
    ];
    expect(targetsOf(candidates, () => false)).toEqual({
      machineIds: [],
      skipped: [
        { machine_id: 'old', reason: 'is in lifecycle state decommissioned' },
        { machine_id: 'elsewhere', reason: 'is not in the release' },
      ],
    });
  });
});
