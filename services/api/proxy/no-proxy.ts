import { BlockList, isIP } from 'node:net';
import type { Destination } from './destination.ts';

/** This machine itself: a proxy would take it for its own. `0.0.0.0` and `::` lead here, too. */
const LOOPBACK = ['127.0.0.0/8', '::1', '0.0.0.0', '::'];

/**
 * Whether a place is asked without a proxy: it is this machine, or `NO_PROXY` has it, as a name with all below it, an address,
 * a network (`10.0.0.0/8`), each perhaps with a port, or `*`. What is none of these says nothing.
 */
export function goesDirect({ hostname, port }: Omit<Destination, 'isSecure'>, exceptions: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (isNameOrBelow(host, 'localhost') || LOOPBACK.some((each) => hasAddress(each, host))) return true;
  const entries = exceptions.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => covers(entry, host, port));
}

/** An address in brackets or a name without colons, and a port behind it. */
const WITH_PORT = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d+))?$/;

function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const { address, name, port: only } = WITH_PORT.exec(entry)?.groups ?? {};
  if (only !== undefined && Number(only) !== port) return false;
  const place = address ?? name ?? entry;
  if (isIP(host) !== 0) return hasAddress(place, host);
  return isNameOrBelow(host, place.replace(/^\*?\./, '').replace(/\.$/, ''));
}

const isNameOrBelow = (host: string, name: string): boolean =>
  name !== '' && (host === name || host.endsWith(`.${name}`));

/** Whether an address is the other, however they are written, or in that network. */
function hasAddress(place: string, host: string): boolean {
  const [address = '', prefix] = place.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  if (isIP(host) === 0 || isIP(address) === 0 || (prefix !== undefined && !isPrefix(prefix, bits))) return false;
  const list = new BlockList();
  list.addSubnet(address, prefix === undefined ? bits : Number(prefix), familyOf(address));
  return list.check(host, familyOf(host));
}

const isPrefix = (text: string, bits: number): boolean => /^\d{1,3}$/.test(text) && Number(text) <= bits;

const familyOf = (address: string) => (isIP(address) === 4 ? 'ipv4' : 'ipv6');
