import { bootChanges, type BootParts, bootPartsIn } from './boot-changes.ts';
import type { MachineChange } from './change-groups.ts';
import { type Closure, type ClosureDiff, closureDiff, type PackageChange } from './closure-diff.ts';
import { isStorePath } from './store-path.ts';

/** What a machine runs, "" if it has never said so, and what it would run. */
export interface MachineStep {
  readonly machineId: string;
  readonly current: string;
  readonly wanted: string;
}

/** A system as far as it is known. */
export interface KnownSystem {
  /** Null: found nowhere. */
  readonly closure: Closure | null;
  readonly boot: BootParts;
  /** What it is built of, where that is known. */
  readonly derivation: (Closure & { readonly references: readonly string[] }) | null;
}

/** A machine of which nobody can say what would change, and why. */
export interface UnknownChange {
  readonly machineId: string;
  readonly reason: string;
}

/** Why nothing is known of a machine before its closures are looked for; undefined: they are worth looking for. */
export function unknownStep({ machineId, current }: MachineStep): UnknownChange | undefined {
  if (current === '') return { machineId, reason: 'nobody has reported yet what runs there' };
  return isStorePath(current) ? undefined : { machineId, reason: 'what is reported to run there is no store path' };
}

/** What would change on whatever machine: exactly where both closures are known, else by what they are built of. */
export function systemChange(
  current: KnownSystem,
  wanted: KnownSystem,
): Omit<MachineChange, 'machineId'> | Omit<UnknownChange, 'machineId'> {
  if (current.closure && wanted.closure) {
    const diff = closureDiff(current.closure, wanted.closure);
    return { basis: 'closure', diff, reboot: bootChanges(current.boot, wanted.boot) };
  }
  const [old, fresh] = [current.derivation, wanted.derivation];
  if (old && fresh) {
    // Everything is made anew as soon as one of its tools is: only versions tell something.
    const reboot = bootChanges(bootPartsIn(old.references), bootPartsIn(fresh.references));
    const known = reboot.filter(({ from, to }) => from !== to);
    return { basis: 'derivations', diff: withoutTools(closureDiff(old, fresh), current.closure), reboot: known };
  }
  return { reason: whyUnknown(current, wanted) };
}

/** What a system is built of is mostly tools. Those that the old system did not contain are left out; what is new may be one. */
function withoutTools(diff: ClosureDiff, old: Closure | null): ClosureDiff {
  if (old === null) return diff;
  const contained = new Set(old.paths.map(({ name }) => name));
  const isContained = ({ name }: PackageChange) => contained.has(name);
  return {
    ...diff,
    removed: diff.removed.filter(isContained),
    upgraded: diff.upgraded.filter(isContained),
    downgraded: diff.downgraded.filter(isContained),
  };
}

function whyUnknown(current: KnownSystem, wanted: KnownSystem): string {
  if (wanted.derivation && !wanted.closure)
    return current.closure
      ? 'the new system is not built yet, and nothing is known of how the old one was; --build tells'
      : 'the new system is not built yet, and the old one is neither here nor in a cache';
  if (wanted.closure) return 'the old system is neither here nor in a cache';
  return current.closure
    ? 'the new system is neither here nor in a cache'
    : 'neither the old nor the new system is here or in a cache';
}
