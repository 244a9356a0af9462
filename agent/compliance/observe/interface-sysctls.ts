import type { Machine } from '../machine.ts';

/** What a sysctl comes to on each interface, by key with a `*` for the interface; null: the kernel has no such key. */
export type InterfaceSysctls = ReadonlyMap<string, ReadonlyMap<string, string> | null>;

const OF_INTERFACES = /^net\.(ipv[46])\.conf\.\*\.(\w{1,64})$/;
/** `all` and `default` are no interfaces, and nothing comes from the network over loopback. */
const NO_INTERFACES = ['all', 'default', 'lo'];

/** Whether a key is of all interfaces: `net.ipv6.conf.*.accept_redirects`. */
export const isOfInterfaces = (key: string): boolean => OF_INTERFACES.test(key);

/** What some sysctls come to on the interfaces that a machine has now. */
export async function observeInterfaceSysctls(machine: Machine, keys: readonly string[]): Promise<InterfaceSysctls> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await observeKey(machine, key)] as const)));
}

async function observeKey(machine: Machine, key: string): Promise<ReadonlyMap<string, string> | null> {
  const [, family = '', name = ''] = OF_INTERFACES.exec(key) ?? [];
  const folder = `/proc/sys/net/${family}/conf`;
  const valueOf = async (of: string) => (await machine.text(`${folder}/${of}/${name}`))?.trim();
  const interfaces = ((await machine.names(folder)) ?? []).filter((each) => !NO_INTERFACES.includes(each));
  // Of IPv6 each interface has its own value alone; of IPv4 the larger of its own and that of `all` counts.
  const all = await valueOf('all');
  if (all === undefined) return null;
  const found = await Promise.all(interfaces.map(async (each) => [each, await valueOf(each)] as const));
  // One may be gone by now.
  const there = found.filter((each): each is readonly [string, string] => each[1] !== undefined);
  return new Map(there.map(([each, own]) => [each, family === 'ipv4' ? larger(own, all) : own]));
}

/**
 * How the kernel puts together what is or-ed (flags) and what has levels (`rp_filter`): Documentation/networking/ip-sysctl. On an
 * interface that forwards both have to accept redirects, which is no looser.
 */
const larger = (own: string, all: string): string => (Number(all) > Number(own) ? all : own);
