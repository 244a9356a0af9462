import { basename, dirname } from 'node:path';
import type { Machine } from '../machine.ts';

/** A block device, and what it is made of. */
export interface BlockDevice {
  /** `dm-0`, `vda2`. */
  readonly name: string;
  /** What the device mapper calls it: `CRYPT-LUKS2-…`, `LVM-…`; undefined: it is none of the mapper's. */
  readonly mapping: string | undefined;
  /** Path of the file that it shows as a device (loop), or of what it also writes to (zram). */
  readonly file: string | undefined;
  /** Disks and partitions below it: of a partition the disk, of a RAID all members. */
  readonly under: readonly BlockDevice[];
}

/** Deeper than anybody stacks devices; a circle would have no end. */
const DEEPEST = 16;

/** What a device (`254:0`) is made of, as the kernel says in /sys; undefined: there is no such device. */
export async function observeBlockDevice(
  machine: Machine,
  number: string | undefined,
  depth = 0,
): Promise<BlockDevice | undefined> {
  if (number === undefined) return undefined;
  const folder = `/sys/dev/block/${number}`;
  const link = await machine.link(folder);
  if (link === undefined || depth > DEEPEST) return undefined;
  const name = basename(link);
  const under = async (file: string) => await observeBlockDevice(machine, await line(machine, file), depth + 1);
  const names = (await machine.names(`${folder}/slaves`)) ?? [];
  // Nothing is known of a member that is not shown, so nothing is claimed of it either.
  const members = names.map(async (each) => (await under(`${folder}/slaves/${each}/dev`)) ?? bare(each));
  const isPartition = (await machine.facts(`${folder}/partition`)) !== undefined;
  const disk = isPartition ? await under(`/sys/class/block/${basename(dirname(link))}/dev`) : undefined;
  const backing = await line(machine, `${folder}/backing_dev`);
  return {
    name,
    mapping: await line(machine, `${folder}/dm/uuid`),
    file: (await line(machine, `${folder}/loop/backing_file`)) ?? (backing === 'none' ? undefined : backing),
    under: [...(await Promise.all(members)), ...(disk === undefined ? [] : [disk])],
  };
}

const bare = (name: string): BlockDevice => ({ name, mapping: undefined, file: undefined, under: [] });

/** The number of a device by its name in /sys (`dm-0`), or by a path (`/dev/mapper/root`). */
export async function numberOfDevice(machine: Machine, named: string): Promise<string | undefined> {
  const target = named.startsWith('/') ? await machine.link(named) : undefined;
  const name = basename(target ?? named);
  const direct = await line(machine, `/sys/class/block/${name}/dev`);
  if (direct !== undefined || !named.startsWith('/dev/mapper/')) return direct;
  // Without udev it is no link, and only the mapper knows the name.
  for (const each of (await machine.names('/sys/class/block')) ?? []) {
    if ((await line(machine, `/sys/class/block/${each}/dm/name`)) === name)
      return await line(machine, `/sys/class/block/${each}/dev`);
  }
  return undefined;
}

/** Names of the devices that LUKS has open. */
export async function observeLuksDevices(machine: Machine): Promise<readonly string[]> {
  const names = (await machine.names('/sys/class/block')) ?? [];
  const mappings = await Promise.all(names.map((name) => line(machine, `/sys/class/block/${name}/dm/uuid`)));
  return names.filter((_, index) => mappings[index]?.startsWith('CRYPT-LUKS'));
}

const line = async (machine: Machine, file: string): Promise<string | undefined> =>
  (await machine.text(file))?.trim() || undefined;
