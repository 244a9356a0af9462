import type { Machine } from '../machine.ts';

/** A file system and where it is seen. */
export interface Mount {
  /** Where: `/home`. */
  readonly path: string;
  /** `254:0`; file systems without a device of their own (btrfs, ZFS, tmpfs) have one of the kernel's making. */
  readonly device: string;
  /** `ext4`. */
  readonly type: string;
  /** What it was mounted from: a device, a dataset, a server. */
  readonly source: string;
  /** Options of the file system, as `upperdir=/data`. */
  readonly options: readonly string[];
}

/** What is mounted, as this process sees it. Throws when that cannot be known. */
export async function observeMounts(machine: Machine): Promise<readonly Mount[]> {
  const text = await machine.text('/proc/self/mountinfo');
  if (text === undefined) throw new Error('/proc/self/mountinfo is missing: what is mounted cannot be known');
  return mountsIn(text);
}

/** The mounts that can be seen, by path: of several at one path the last hides the others (proc_pid_mountinfo(5)). */
export function mountsIn(mountinfo: string): readonly Mount[] {
  const all = mountinfo.split('\n').flatMap((line) => {
    const words = line.split(' ');
    const dash = words.indexOf('-', 6);
    if (dash === -1) return [];
    const [device = '', path = ''] = [words[2], words[4]];
    const [type = '', source = '', options = ''] = words.slice(dash + 1);
    return [
      { path: unescaped(path), device, type, source: unescaped(source), options: options.split(',').map(unescaped) },
    ];
  });
  const visible = new Map(all.map((mount) => [mount.path, mount]));
  return [...visible.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The mount that a path lies on. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  const holding = mounts.filter((mount) => isBelow(path, mount.path));
  return holding.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** Whether a path is another, or lies below it. */
export const isBelow = (path: string, above: string): boolean =>
  above === '/' || path === above || path.startsWith(`${above}/`);

/** The kernel writes blanks and the like as `\040`. */
export const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
