import { isStorePath } from '../../../machines/policy/store-path.ts';
import { saidPaths } from '../../../services/host/path-infos.ts';
import type { Machine } from '../machine.ts';
import { momentOf } from './calendar-date.ts';
import { pathInfoCommand } from './path-info-command.ts';

/** How old a system is, and by what we know it. */
export interface SystemBuild {
  /** Where `/run/current-system` leads; undefined: nowhere in the store. */
  readonly path: string | undefined;
  /** ms since the epoch; undefined: unknown. */
  readonly builtAt: number | undefined;
  /** `fleet`: when the configuration was last changed. `store`: when the system came into the store of this machine. */
  readonly knownBy: 'fleet' | 'store' | null;
}

/**
 * When the system that runs was made. Never the time of `/run/current-system`, which every boot makes anew: the date of
 * the fleet's revision, else when the store registered the system.
 */
export async function observeSystemBuild(machine: Machine, fleetDate: string | null): Promise<SystemBuild> {
  const target = await machine.link('/run/current-system');
  const path = target !== undefined && isStorePath(target) ? target : undefined;
  const changedAt = fleetDate === null ? undefined : momentOf(fleetDate);
  if (changedAt !== undefined) return { path, builtAt: changedAt, knownBy: 'fleet' };
  const builtAt = path === undefined ? undefined : await registeredAt(machine, path);
  return { path, builtAt, knownBy: builtAt === undefined ? null : 'store' };
}

/** When a path came into the store (ms since the epoch); undefined: the store does not know it, or there is no Nix. */
async function registeredAt(machine: Machine, path: string): Promise<number | undefined> {
  const answer = await machine.ask(pathInfoCommand(path));
  if (answer?.exitCode !== 0) return undefined;
  const seconds = saidPaths(answer.stdout)?.find((said) => said.path === path)?.facts['registrationTime'];
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}
