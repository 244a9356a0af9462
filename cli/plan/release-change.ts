import type { ReleaseDiff } from '../../machines/model/release.ts';
import { usableCaches } from './caches-for.ts';
import { type FleetChange, fleetChange } from './fleet-change.ts';

/** What changes in packages from one release to another, on the hosts that have another system. Throws `CommandFailed` without Nix. */
export function releaseChange(
  { changed }: ReleaseDiff,
  caches: readonly (string | null | undefined)[],
  signal: AbortSignal,
): Promise<FleetChange> {
  const steps = changed.map(({ hostname, old_store_path: current, new_store_path: wanted }) => ({
    machineId: hostname,
    ...{ current, wanted },
  }));
  return fleetChange(steps, { caches: usableCaches(caches), derivations: new Map(), signal });
}
