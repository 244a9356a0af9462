import { Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { observeLuksDevices } from '../observe/block-devices.ts';
import { isBelow, type Mount, mountOf, observeMounts } from '../observe/mounts.ts';
import { createStorageLookup, type StorageLookup } from '../observe/storage.ts';
import { observeSwaps } from '../observe/swaps.ts';
import { probe, type Problem } from '../probe.ts';
import { kindOf, namesOf, type Protection, protectionOf } from '../storage/storage.ts';

const Paths = (of: readonly string[]) =>
  Type.Array(Type.String({ pattern: '^/', maxLength: 4096 }), { default: [...of], maxItems: 256 });

const Options = Type.Object({
  requireEncryptedSwap: Type.Boolean({ default: true }),
  requireTmpOnTmpfs: Type.Boolean({ default: true }),
  /** What lies at or below these has to be encrypted. */
  paths: Paths(['/']),
  /** Mount points where something else is, with what is below: what starts the machine is read before there is a key. */
  exceptPaths: Paths(['/boot', '/efi']),
});

const MOST_FILE_SYSTEMS = 200;
const MOST_FINDINGS = 20;

/** Whether what is on the disks can be read without a key: every file system by the devices that it really lies on. */
export const encryptionAtRest = probe({
  control: 'encryption-at-rest',
  options: Options,

  async observe(machine, { paths, exceptPaths }) {
    const mounts = await observeMounts(machine);
    const lookup = await createStorageLookup(machine, mounts);
    const swaps = await protectedSwaps(machine, lookup);
    const temporary = mountOf(mounts, '/tmp');
    const luks = await observeLuksDevices(machine);
    return {
      luks_device_count: luks.length,
      luks_devices: luks,
      file_systems: told(await Promise.all(asked(mounts, paths, exceptPaths).map((mount) => seen(lookup, mount)))),
      swap_encrypted: swaps.every(({ protection }) => isSafe(protection)),
      swap_status: swapStatus(swaps.map(({ protection }) => protection)),
      swaps,
      tmp_on_tmpfs: temporary?.type === 'tmpfs',
      tmp: temporary === undefined ? 'unknown' : protectionOf(await lookup.ofMount(temporary)),
    };
  },

  judge(found, { requireEncryptedSwap, requireTmpOnTmpfs }) {
    const bare = found.file_systems.filter(({ protection }) => !isKept(protection));
    const problems: Problem[] = bare
      .slice(0, MOST_FINDINGS)
      .map((each) => ({ id: 'root-encrypted', text: `${each.path} ${lies(each)}: ${whatToDo(each.protection)}` }));
    if (bare.length > MOST_FINDINGS)
      problems.push({ id: 'root-encrypted', text: `and ${bare.length - MOST_FINDINGS} more file systems like these` });
    if (requireEncryptedSwap && !found.swap_encrypted) {
      const open = found.swaps.filter(({ protection }) => !isSafe(protection)).map(({ path }) => path);
      problems.push({
        id: 'swap-encrypted',
        text: `memory is swapped unencrypted to ${open.slice(0, 5).join(', ')}: set swapDevices.*.randomEncryption.enable = true, put the swap on LUKS, or use zramSwap.enable`,
      });
    }
    if (requireTmpOnTmpfs && !isSafe(found.tmp)) {
      problems.push({
        id: 'tmp-in-memory',
        text: '/tmp is on a disk that is not encrypted: set boot.tmp.useTmpfs = true',
      });
    }
    return problems;
  },
});

interface SeenFileSystem {
  readonly path: string;
  readonly type: string;
  readonly protection: Protection;
  readonly on: readonly string[];
}

/** Without a key nobody reads it from a disk. */
const isSafe = (protection: Protection): boolean => protection === 'encrypted' || protection === 'memory';

/** What was published, and nobody can change, needs no secrecy. */
const isKept = (protection: Protection): boolean => isSafe(protection) || protection === 'read-only';

/** The mounts that are asked for: each file system once, where it is seen first. */
function asked(mounts: readonly Mount[], paths: readonly string[], exceptPaths: readonly string[]): readonly Mount[] {
  const holding = paths.map((path) => mountOf(mounts, path));
  const meant = mounts.filter(
    (mount) =>
      (holding.includes(mount) || (kindOf(mount) !== 'memory' && paths.some((path) => isBelow(mount.path, path)))) &&
      !exceptPaths.some((path) => isBelow(mount.path, path)),
  );
  const first = new Map(meant.toReversed().map((mount) => [`${mount.device} ${mount.type}`, mount]));
  return meant.filter((mount) => first.get(`${mount.device} ${mount.type}`) === mount);
}

/** As many as evidence has room for: of very many, none is left out because of one that is well. */
function told(all: readonly SeenFileSystem[]): readonly SeenFileSystem[] {
  const bare = all.filter(({ protection }) => !isKept(protection));
  const kept = all.filter(({ protection }) => isKept(protection));
  const listed = new Set([...bare, ...kept].slice(0, MOST_FILE_SYSTEMS));
  return all.filter((each) => listed.has(each));
}

async function seen(lookup: StorageLookup, mount: Mount): Promise<SeenFileSystem> {
  const storage = await lookup.ofMount(mount);
  return { path: mount.path, type: mount.type, protection: protectionOf(storage), on: namesOf(storage) };
}

async function protectedSwaps(machine: Machine, lookup: StorageLookup) {
  const swaps = await observeSwaps(machine);
  return await Promise.all(
    swaps.map(async ({ path, isFile }) => {
      const storage = isFile ? await lookup.ofFile(path) : await lookup.ofDevice(path);
      return { path, protection: protectionOf(storage) };
    }),
  );
}

function swapStatus(protections: readonly Protection[]): string {
  if (protections.length === 0) return 'none';
  const worst = protections.find((each) => !isSafe(each));
  return worst ?? (protections.includes('encrypted') ? 'encrypted' : 'memory');
}

function lies({ type, protection, on }: SeenFileSystem): string {
  const where = on.length > 0 ? ` (${type} on ${on.slice(0, 5).join(', ')})` : ` (${type})`;
  if (protection === 'elsewhere')
    return `lies elsewhere${where}, and whether it is encrypted there cannot be seen here`;
  if (protection === 'unknown') return `cannot be traced to a device${where}, so it is not known to be encrypted`;
  return `is not encrypted${where}`;
}

const whatToDo = (protection: Protection): string =>
  protection === 'plain'
    ? 'put it on LUKS (boot.initrd.luks.devices; the disk template luks-btrfs-impermanence does), or name it in compliance.controls.encryptionAtRest.exceptPaths if anybody may read it'
    : 'if you know better, name it in compliance.controls.encryptionAtRest.exceptPaths';
