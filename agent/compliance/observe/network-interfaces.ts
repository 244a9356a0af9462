import type { Machine } from '../machine.ts';

/** A VLAN of a machine: an interface that carries one. */
export interface Vlan {
  readonly name: string;
  readonly id: number;
  /** What it is on. */
  readonly on: string;
}

/** The network interfaces of a machine. */
export interface NetworkInterfaces {
  readonly all: readonly string[];
  readonly bridges: readonly string[];
  readonly vlans: readonly Vlan[];
  /** Those with an IPv6 address, loopback aside. */
  readonly withIpv6: readonly string[];
}

const DIRECTORY = '/sys/class/net';

/** What network interfaces there are now. */
export async function observeNetworkInterfaces(machine: Machine): Promise<NetworkInterfaces> {
  const names = (await machine.names(DIRECTORY)) ?? [];
  const facts = await Promise.all(
    names.map(async (name) => ({
      name,
      // `bonding_masters` is a file among the interfaces.
      isInterface: (await machine.facts(`${DIRECTORY}/${name}`))?.isDirectory ?? false,
      isBridge: (await machine.facts(`${DIRECTORY}/${name}/bridge`)) !== undefined,
    })),
  );
  return {
    all: facts.filter(({ isInterface }) => isInterface).map(({ name }) => name),
    bridges: facts.filter(({ isBridge }) => isBridge).map(({ name }) => name),
    vlans: vlansIn((await machine.text('/proc/net/vlan/config')) ?? ''),
    withIpv6: ipv6In((await machine.text('/proc/net/if_inet6')) ?? ''),
  };
}

/** The lines `eth0.10  | 10  | eth0` below two of headings. */
export function vlansIn(config: string): readonly Vlan[] {
  return config.split('\n').flatMap((line) => {
    const [, name, id, on] = /^(\S+)\s*\|\s*(\d+)\s*\|\s*(\S+)\s*$/.exec(line) ?? [];
    return name === undefined || on === undefined ? [] : [{ name, id: Number(id), on }];
  });
}

function ipv6In(text: string): readonly string[] {
  const names = text.split('\n').flatMap((line) => line.trim().split(/\s+/)[5] ?? []);
  return [...new Set(names)].filter((name) => name !== 'lo').toSorted();
}
