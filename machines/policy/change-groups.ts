import type { BootChange } from './boot-changes.ts';
import type { ClosureDiff, PackageChange } from './closure-diff.ts';
import { groupedBy } from './grouped.ts';

/** From what a change was read: what machines run, or, where that is not built yet, what it would be built of. */
export type ChangeBasis = 'closure' | 'derivations';

/** What a machine would get. */
export interface MachineChange {
  readonly machineId: string;
  readonly diff: ClosureDiff;
  readonly reboot: readonly BootChange[];
  readonly basis: ChangeBasis;
}

/** The least and the most of a number among machines. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Machines that would get the same: the same packages in the same versions, and the same parts that need a reboot. */
export interface ChangeGroup extends Pick<ClosureDiff, 'added' | 'removed' | 'upgraded' | 'downgraded'> {
  readonly machines: readonly string[];
  readonly basis: ChangeBasis;
  readonly reboot: readonly BootChange[];
  /** Of what is made anew in the same version machines may have more or less. */
  readonly rebuilt: Range;
  /** How much a closure grows. */
  readonly bytes: Range;
}

/** Machines with the same change together, the largest group first. Sizes of packages are those of its first machine. */
export function changeGroups(changes: readonly MachineChange[]): ChangeGroup[] {
  const groups = [...groupedBy(changes, sameness).values()].map(groupOf);
  return groups.toSorted((one, other) => other.machines.length - one.machines.length);
}

function groupOf(members: readonly MachineChange[]): ChangeGroup {
  const [first] = members;
  if (first === undefined) throw new Error('a group has a machine');
  const { added, removed, upgraded, downgraded } = first.diff;
  return {
    machines: members.map(({ machineId }) => machineId),
    ...{ basis: first.basis, reboot: first.reboot, added, removed, upgraded, downgraded },
    rebuilt: rangeOf(members.map(({ diff }) => diff.rebuilt.length)),
    bytes: rangeOf(members.map(({ diff }) => diff.bytesAfter - diff.bytesBefore)),
  };
}

function sameness({ diff: { added, removed, upgraded, downgraded }, reboot, basis }: MachineChange): string {
  const versions = (packages: readonly PackageChange[]) => packages.map(({ name, from, to }) => [name, from, to]);
  return JSON.stringify([basis, reboot, ...[added, removed, upgraded, downgraded].map(versions)]);
}

const rangeOf = (numbers: readonly number[]): Range => ({ least: Math.min(...numbers), most: Math.max(...numbers) });
