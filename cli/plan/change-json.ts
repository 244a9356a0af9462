import { changeGroups } from '../../machines/policy/change-groups.ts';
import type { PackageChange } from '../../machines/policy/closure-diff.ts';
import type { FleetChange } from './fleet-change.ts';

/**
 * What would change, as `--json` gives it:
 *
 * - `changes`: machines with the same change together: `machine_ids`; `basis` (`closure`: exact; `derivations`: not built
 *   yet, told from what it is built of); `upgraded`, `downgraded`, `added`, `removed` with `name`, the versions it goes `from` and
 *   `to` and `bytes` that the package grows by; `rebuilt` and `closure_bytes` with `least` and `most` among the machines;
 *   `reboot`: what only a reboot brings, with `part`, `from`, `to`;
 * - `unchanged`: machines that run it already;
 * - `unknown`: `machine_id` and `reason` of those of which nobody can tell;
 * - `problems`: stores that could not be asked, a sentence each.
 */
export const changeJson = ({ changes, unchanged, unknown, problems }: Omit<FleetChange, 'steps'>) => ({
  changes: changeGroups(changes).map((group) => ({
    machine_ids: group.machines,
    basis: group.basis,
    upgraded: group.upgraded.map(packageJson),
    downgraded: group.downgraded.map(packageJson),
    added: group.added.map(packageJson),
    removed: group.removed.map(packageJson),
    rebuilt: group.rebuilt,
    closure_bytes: group.basis === 'closure' ? group.bytes : null,
    reboot: group.reboot,
  })),
  unchanged,
  unknown: unknown.map(({ machineId, reason }) => ({ machine_id: machineId, reason })),
  problems,
});

const packageJson = ({ name, from, to, bytesBefore, bytesAfter }: PackageChange) => ({
  name,
  from,
  to,
  bytes: bytesAfter - bytesBefore,
});
