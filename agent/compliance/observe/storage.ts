import type { Machine } from '../machine.ts';
import { kindOf, type Layer, type Storage } from '../storage/storage.ts';
import { type BlockDevice, numberOfDevice, observeBlockDevice } from './block-devices.ts';
import { isBelow, type Mount, mountOf } from './mounts.ts';
import { observeDatasets } from './zfs.ts';

/** Finds out what lies below mounts and devices. */
export interface StorageLookup {
  ofMount(mount: Mount): Promise<Storage>;
  /** Of a file, by the mount that it lies on. */
  ofFile(path: string): Promise<Storage>;
  /** Of a device, as `/dev/dm-1`. */
  ofDevice(path: string): Promise<Storage>;
}

const UNKNOWN: Storage = { is: 'unknown' };
/** A file in a file system in a file: nobody goes further. */
const DEEPEST = 8;

/** A lookup in what is mounted now. */
export async function createStorageLookup(machine: Machine, mounts: readonly Mount[]): Promise<StorageLookup> {
  const datasets = await observeDatasets(machine, mounts);

  async function ofMount(mount: Mount, depth: number): Promise<Storage> {
    const kind = kindOf(mount);
    switch (kind) {
      case 'memory':
      case 'read-only':
        return { is: kind };
      case 'elsewhere':
        return { is: 'elsewhere', on: mount.source };
      case 'overlay':
        return await ofOverlay(mount, depth);
      case 'zfs':
        return await ofDataset(mount.source, depth);
      case 'several':
        return await ofNumbers(await devicesOf(mount), depth);
      case 'device':
        return await ofNumbers([mount.device], depth);
    }
  }

  /** Without a place to write to it shows what is elsewhere, which is judged there. */
  async function ofOverlay(mount: Mount, depth: number): Promise<Storage> {
    const upper = option(mount, 'upperdir');
    return upper === undefined ? { is: 'read-only' } : await ofFile(await upperDirectory(machine, upper), depth + 1);
  }

  async function ofFile(path: string, depth: number): Promise<Storage> {
    const mount = mountOf(mounts, path);
    return mount === undefined || path === '' || depth > DEEPEST ? UNKNOWN : await ofMount(mount, depth + 1);
  }

  async function ofDataset(name: string, depth: number): Promise<Storage> {
    const found = datasets.get(name);
    if (found === undefined) return UNKNOWN;
    if (found.isEncrypted) return { is: 'dataset', name };
    return await ofNumbers(await Promise.all(found.devices.map((each) => numberOfDevice(machine, each))), depth);
  }

  async function ofNumbers(numbers: readonly (string | undefined)[], depth: number): Promise<Storage> {
    const found = await Promise.all(numbers.map((each) => observeBlockDevice(machine, each)));
    const known = found.filter((each) => each !== undefined);
    // Of a device that is not known it is not known what is on it.
    if (known.length === 0 || known.length < found.length) return UNKNOWN;
    return { is: 'devices', devices: await Promise.all(known.map((each) => layerOf(each, depth))) };
  }

  async function layerOf(device: BlockDevice, depth: number): Promise<Layer> {
    const isMemory = /^z?ram\d+$/.test(device.name);
    const file = device.file === undefined ? undefined : await ofBacking(device.file, depth + 1);
    const under = await Promise.all(device.under.map((each) => layerOf(each, depth)));
    return { name: device.name, mapping: device.mapping, isMemory, file, under };
  }

  const ofBacking = async (path: string, depth: number) =>
    path.startsWith('/dev/')
      ? await ofNumbers([await numberOfDevice(machine, path)], depth)
      : await ofFile(path, depth);

  /** All devices of a file system that spreads over several: what was mounted names one of them. */
  async function devicesOf(mount: Mount): Promise<readonly (string | undefined)[]> {
    if (mount.type !== 'btrfs')
      return await Promise.all(mount.source.split(':').map((each) => numberOfDevice(machine, each)));
    const first = await numberOfDevice(machine, mount.source);
    for (const id of (await machine.names('/sys/fs/btrfs')) ?? []) {
      const names = (await machine.names(`/sys/fs/btrfs/${id}/devices`)) ?? [];
      const numbers = await Promise.all(names.map((name) => numberOfDevice(machine, name)));
      if (first !== undefined && numbers.includes(first)) return numbers;
    }
    return [first];
  }

  return {
    ofMount: (mount) => ofMount(mount, 0),
    ofFile: (path) => ofFile(path, 0),
    ofDevice: async (path) => await ofNumbers([await numberOfDevice(machine, path)], 0),
  };
}

/** Where the initrd has the machine that it starts. */
const EARLY_ROOTS = ['/mnt-root', '/sysroot'];

/**
 * Where an overlay writes, as a path of this machine; empty: nobody here can tell. Its option is the path where it was mounted: in the
 * initrd, or outside of the container that this is.
 */
async function upperDirectory(machine: Machine, path: string): Promise<string> {
  const early = EARLY_ROOTS.find((root) => isBelow(path, root));
  for (const each of [path, ...(early === undefined ? [] : [path.slice(early.length)])])
    if (each.startsWith('/') && (await machine.facts(each))?.isDirectory === true) return each;
  return '';
}

const option = ({ options }: Mount, name: string): string | undefined =>
  options.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
