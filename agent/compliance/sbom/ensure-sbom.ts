import { NotFound } from '../../../machines/errors.ts';
import { isStorePath } from '../../../machines/policy/store-path.ts';
import { version } from '../../../services/host/version.ts';
import type { Machine } from '../machine.ts';
import { systemVersion } from '../observe/system-version.ts';
import { writeWhole } from '../write-whole.ts';
import { cycloneDx } from './cyclone-dx.ts';
import { knownSbom } from './known-sbom.ts';
import { systemClosure } from './system-closure.ts';

/** Where the SBOM of which machine is to be. */
export interface WantedSbom {
  readonly machine: Machine;
  /** Path of the file on that machine, as `/var/lib/nixfleet-compliance/sbom.json`. */
  readonly file: string;
}

/**
 * Sees to it that the SBOM of the system that runs is in a file: `current` when that of another run is. It appears as
 * a whole or not at all. Throws when nothing known runs, or when Nix does not know all of it.
 */
export async function ensureSbom({ machine, file }: WantedSbom): Promise<'written' | 'current'> {
  const running = await machine.link('/run/current-system');
  if (running === undefined || !isStorePath(running))
    throw new NotFound('there is no SBOM to be made: /run/current-system leads to no path of the Nix store');
  const known = await knownSbom(machine, file);
  if (known.state === 'known' && known.system === running && known.toolVersion === version()) return 'current';
  await writeWhole(machine.path(file), await sbomOf(machine, running));
  return 'written';
}

/** The SBOM of a system in the store of a machine. Throws when Nix does not know all of it. */
export async function sbomOf(machine: Machine, system: string): Promise<string> {
  const [closure, nixosVersion] = await Promise.all([systemClosure(machine, system), systemVersion(machine)]);
  return cycloneDx(closure, { nixosVersion, toolVersion: version() });
}
