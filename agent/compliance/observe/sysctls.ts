import type { Machine } from '../machine.ts';

/** Values of sysctls as the kernel says them, by key; null: the kernel has no such key. */
export type Sysctls = ReadonlyMap<string, string | null>;

/** What the running kernel says of some sysctls. */
export async function observeSysctls(machine: Machine, keys: readonly string[]): Promise<Sysctls> {
  const found = await Promise.all(keys.map(async (key) => [key, await valueOf(machine, key)] as const));
  return new Map(found);
}

/**
 * Where the kernel shows a sysctl. Written with dots, a `/` is a dot of a name: `net.ipv4.conf.eth0/10.rp_filter` is the same as
 * `net/ipv4/conf/eth0.10/rp_filter` (sysctl.d(5)). Throws for what is no key.
 */
export function fileOfSysctl(key: string): string {
  const isPath = /[./]/.exec(key)?.[0] === '/';
  const names = isPath ? key.split('/') : key.split('.').map((name) => name.replaceAll('/', '.'));
  if (names.some((name) => !/^[\w:@.-]{1,64}$/.test(name) || /^\.+$/.test(name)))
    throw new Error(`${JSON.stringify(key)} is no key of a sysctl`);
  return `/proc/sys/${names.join('/')}`;
}

/** Values are compared as words: the kernel puts tabs between several. */
async function valueOf(machine: Machine, key: string): Promise<string | null> {
  const text = await machine.text(fileOfSysctl(key));
  return text === undefined ? null : text.trim().split(/\s+/).join(' ');
}
