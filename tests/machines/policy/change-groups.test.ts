import { describe, expect, test } from 'vitest';
import { changeGroups, type MachineChange } from '../../../machines/policy/change-groups.ts';
import type { ClosureDiff } from '../../../machines/policy/closure-diff.ts';

const NOTHING: ClosureDiff = {
  ...{ added: [], removed: [], upgraded: [], downgraded: [], rebuilt: [] },
  ...{ bytesBefore: 0, bytesAfter: 0 },
};
const hello = (version: string, bytes = 1) => ({
  name: 'hello',
  from: ['1'],
  to: [version],
  bytesBefore: 1,
  bytesAfter: bytes,
});

const change = (machineId: string, diff: Partial<ClosureDiff>, others: Partial<MachineChange> = {}): MachineChange => ({
  machineId,
  diff: { ...NOTHING, ...diff },
  reboot: [],
  basis: 'closure',
  ...others,
});

describe('machines with the same change', () => {
  test('are one group, whatever is made anew and however much they grow; the largest group comes first', () => {
    const groups = changeGroups([
      change('a', { upgraded: [hello('3')] }),
      change('b', { upgraded: [hello('2')], rebuilt: [hello('1')], bytesAfter: 5 }),
      change('c', { upgraded: [hello('2', 9)], bytesAfter: 7 }),
    ]);
    expect(groups).toMatchObject([
      { machines: ['b', 'c'], rebuilt: { least: 0, most: 1 }, bytes: { least: 5, most: 7 } },
      { machines: ['a'] },
    ]);
  });

  test.each([
    ['one of them needs a reboot', { reboot: [{ part: 'kernel', from: '1', to: '2' }] }],
    ['of one it is a guess', { basis: 'derivations' }],
  ] as const)('are not, when %s', (_, others) => {
    expect(changeGroups([change('a', {}), change('b', {}, others)])).toHaveLength(2);
  });

  test('are none without machines', () => expect(changeGroups([])).toEqual([]));
});
