import type { MachineStatus } from '../../machines/model/machine.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { MachineStep } from '../../machines/policy/machine-change.ts';

/** What machines run, by what they have reported, and would run, by the entries of a release; by name, those without an entry left out. */
export function machineSteps(
  machineIds: readonly string[],
  entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[],
  machines: readonly Pick<MachineStatus, 'machine_id' | 'current_generation'>[],
): MachineStep[] {
  const wanted = new Map(entries.map(({ hostname, store_path: path }) => [hostname, path]));
  const current = new Map(machines.map(({ machine_id: id, current_generation: path }) => [id, path]));
  return machineIds.toSorted().flatMap((machineId) => {
    const path = wanted.get(machineId);
    return path === undefined ? [] : [{ machineId, current: current.get(machineId) ?? '', wanted: path }];
  });
}
