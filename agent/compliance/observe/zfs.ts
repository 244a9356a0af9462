import type { Machine } from '../machine.ts';
import type { Mount } from './mounts.ts';

/** A dataset of ZFS: whether it encrypts by itself, and the devices of its pool. */
export interface Dataset {
  readonly isEncrypted: boolean;
  readonly devices: readonly string[];
}

/** What ZFS says of the datasets that are mounted, by name: one question for all of them, and one for each pool. */
export async function observeDatasets(
  machine: Machine,
  mounts: readonly Mount[],
): Promise<ReadonlyMap<string, Dataset>> {
  const names = mounts.filter(({ type }) => type === 'zfs').map(({ source }) => source);
  return names.length === 0 ? new Map() : await asked(machine, [...new Set(names)]);
}

async function asked(machine: Machine, names: readonly string[]): Promise<ReadonlyMap<string, Dataset>> {
  const said = await machine.ask(['zfs', 'get', '-H', '-p', '-o', 'name,value', 'encryption', ...names]);
  if (said === undefined) throw new Error('there are ZFS file systems, and no program zfs that could tell of them');
  if (said.exitCode !== 0) throw new Error(`zfs get encryption failed: ${said.stderr.trim() || said.exitCode}`);
  const pools = new Map<string, readonly string[]>();
  for (const pool of new Set(names.map(poolOf))) pools.set(pool, await devicesOf(machine, pool));
  return new Map(
    said.stdout.split('\n').flatMap((line) => {
      const [name = '', value] = line.split('\t');
      const isEncrypted = value !== undefined && !['off', '-', ''].includes(value);
      return value === undefined ? [] : [[name, { isEncrypted, devices: pools.get(poolOf(name)) ?? [] }] as const];
    }),
  );
}

const poolOf = (dataset: string): string => dataset.split('/', 1)[0] ?? dataset;

/** With -L the devices themselves instead of links to them. */
async function devicesOf(machine: Machine, pool: string): Promise<readonly string[]> {
  const said = await machine.ask(['zpool', 'list', '-v', '-H', '-P', '-L', pool]);
  if (said === undefined || said.exitCode !== 0) return [];
  const words = said.stdout.split(/\s+/);
  return words.filter((word) => word.startsWith('/dev/'));
}
