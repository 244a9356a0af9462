import type { Machine } from '../machine.ts';

/** Routes to half of all addresses count as well: some VPNs take two of them in place of a default route. */
const WIDEST = 1;
/** Of `lo`, where the kernel says that there is none; `*` is a route that refuses. */
const NONE = ['lo', '*'];

/** The interfaces over which a machine reaches everybody, sorted: those with a default route, over IPv4 or IPv6. */
export async function observeDefaultRoutes(machine: Machine): Promise<readonly string[]> {
  const [ipv4, ipv6] = [await machine.text('/proc/net/route'), await machine.text('/proc/net/ipv6_route')];
  const names = [...ipv4Defaults(ipv4 ?? ''), ...ipv6Defaults(ipv6 ?? '')].filter((name) => !NONE.includes(name));
  return [...new Set(names)].toSorted();
}

/** Below a line of headings: interface, destination, gateway, four numbers, mask (hexadecimal, the last byte first). */
function ipv4Defaults(text: string): readonly string[] {
  return rowsOf(text)
    .slice(1)
    .flatMap(([name = '', , , , , , , mask = '']) => (prefixOf(mask) <= WIDEST ? [name] : []));
}

/** Destination, length of its prefix, source and the length of its, and so on (hexadecimal); the interface is last. */
function ipv6Defaults(text: string): readonly string[] {
  return rowsOf(text).flatMap((row) => {
    const [, length = '', , source = ''] = row;
    // A route for some senders alone is no way in for all.
    return Number.parseInt(length, 16) <= WIDEST && Number.parseInt(source, 16) === 0 ? [row.at(-1) ?? ''] : [];
  });
}

const prefixOf = (mask: string): number => {
  const bits = Number.parseInt(mask, 16);
  return Number.isNaN(bits) ? 32 : bits.toString(2).replaceAll('0', '').length;
};

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));
