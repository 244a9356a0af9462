/** What something lies on. */
export type Storage =
  | { readonly is: 'memory' | 'read-only' | 'unknown' }
  /** On another machine, or with the host of a virtual one. */
  | { readonly is: 'elsewhere'; readonly on: string }
  /** A dataset of ZFS that encrypts by itself. */
  | { readonly is: 'dataset'; readonly name: string }
  | { readonly is: 'devices'; readonly devices: readonly Layer[] };

/** A block device and what is below it. */
export interface Layer {
  readonly name: string;
  /** The device mapper's name for what it is. */
  readonly mapping: string | undefined;
  readonly isMemory: boolean;
  /** Of one that is a file in truth, or keeps some of itself in one: what that lies on. */
  readonly file: Storage | undefined;
  readonly under: readonly Layer[];
}

/** How well what lies there is kept from who has the disk. */
export type Protection = 'encrypted' | 'plain' | 'memory' | 'read-only' | 'elsewhere' | 'unknown';

/** Verity and integrity are `CRYPT-` too, and encrypt nothing. */
const ENCRYPTS = /^CRYPT-(?:LUKS\d?|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-/;

/** How well storage is protected: as well as the least of its parts. */
export function protectionOf(storage: Storage): Protection {
  if (storage.is === 'dataset') return 'encrypted';
  if (storage.is !== 'devices') return storage.is;
  return least(storage.devices.map(layerProtection));
}

function layerProtection({ mapping, isMemory, file, under }: Layer): Protection {
  if (mapping !== undefined && ENCRYPTS.test(mapping)) return 'encrypted';
  if (file !== undefined) return protectionOf(file);
  if (isMemory) return 'memory';
  return under.length === 0 ? 'plain' : least(under.map(layerProtection));
}

/** From the worst to the best. */
const ORDER: readonly Protection[] = ['plain', 'unknown', 'elsewhere', 'read-only', 'encrypted', 'memory'];

const least = (all: readonly Protection[]): Protection => ORDER.find((each) => all.includes(each)) ?? 'unknown';

/** The devices that something lies on, for people: `dm-0`, `nas:/home`. */
export function namesOf(storage: Storage): readonly string[] {
  if (storage.is === 'devices') return storage.devices.map(({ name }) => name);
  if (storage.is === 'dataset') return [storage.name];
  return storage.is === 'elsewhere' ? [storage.on] : [];
}

/** How to find out what a mounted file system lies on. */
export type StorageKind = 'memory' | 'read-only' | 'elsewhere' | 'overlay' | 'zfs' | 'several' | 'device';

/** File systems that keep nothing, or only in memory. */
const IN_MEMORY = [
  ...['tmpfs', 'ramfs', 'devtmpfs', 'devpts', 'proc', 'sysfs', 'cgroup', 'cgroup2', 'bpf', 'tracefs', 'debugfs'],
  ...['securityfs', 'pstore', 'efivarfs', 'mqueue', 'hugetlbfs', 'configfs', 'fusectl', 'binfmt_misc', 'autofs'],
  ...['rpc_pipefs', 'nsfs', 'nfsd', 'selinuxfs', 'resctrl', 'functionfs', 'binder', 'rootfs', 'fuse.lxcfs'],
  ...['fuse.portal', 'fuse.gvfsd-fuse', 'sockfs', 'pipefs'],
];
/** Nobody can write to them: they hold what somebody published. */
const READ_ONLY = ['squashfs', 'erofs', 'iso9660', 'cramfs', 'romfs'];
const SEVERAL_DEVICES = ['btrfs', 'bcachefs'];

/** How to find out what a file system lies on, by its type. */
export function kindOf({ type, device }: { readonly type: string; readonly device: string }): StorageKind {
  if (IN_MEMORY.includes(type)) return 'memory';
  if (READ_ONLY.includes(type)) return 'read-only';
  if (type === 'overlay' || type === 'zfs') return type;
  if (SEVERAL_DEVICES.includes(type)) return 'several';
  // Major 0 is for what has no device here: networks, FUSE, what the host of a virtual machine shares.
  return device.startsWith('0:') ? 'elsewhere' : 'device';
}
