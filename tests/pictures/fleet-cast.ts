import { createHash } from 'node:crypto';

/** A machine of the made-up fleet. */
export interface CastMachine {
  readonly id: string;
  readonly tags: readonly string[];
  readonly platform: string;
}

const SITES = ['ams', 'fra', 'nyc'] as const;

const named = (id: string, ...tags: readonly string[]): CastMachine => ({ id, tags, platform: 'x86_64-linux' });

const perSite = (role: string, count: number, ...tags: readonly string[]): CastMachine[] =>
  SITES.flatMap((site) =>
    Array.from({ length: count }, (_, index) => named(`${role}-${site}-0${index + 1}`, role, site, ...tags)),
  );

/** The servers that are rolled out to together. */
export const SERVERS: readonly CastMachine[] = [
  ...perSite('web', 4, 'public'),
  ...perSite('db', 2),
  ...perSite('cache', 1),
  ...perSite('edge', 2, 'public'),
  named('mail-fra-01', 'mail', 'fra', 'public'),
  named('git-ams-01', 'git', 'ams'),
  named('mon-fra-01', 'monitoring', 'fra'),
];

/** The machines that build. */
export const BUILDERS: readonly CastMachine[] = [
  named('build-ams-01', 'build', 'ams'),
  named('build-ams-02', 'build', 'ams'),
  { id: 'build-fra-arm', tags: ['build', 'fra'], platform: 'aarch64-linux' },
  { id: 'mac-mini-01', tags: ['build', 'office'], platform: 'aarch64-darwin' },
  { id: 'mac-mini-02', tags: ['build', 'office'], platform: 'aarch64-darwin' },
];

/** What stands in offices. */
export const OFFICE: readonly CastMachine[] = [
  named('vpn-ams-01', 'vpn', 'ams', 'public'),
  named('kiosk-lobby', 'kiosk', 'office'),
  named('kiosk-canteen', 'kiosk', 'office'),
  named('printer-2nd-floor', 'office'),
  named('nas-office', 'storage', 'office'),
];

/** The whole fleet. */
export const EVERYONE: readonly CastMachine[] = [...SERVERS, ...BUILDERS, ...OFFICE];

const LETTERS = '0123456789abcdfghijklmnpqrsvwxyz';

/** The store path of a machine's system in a version, as Nix would call it. */
export function systemOf({ id }: Pick<CastMachine, 'id'>, version: string): string {
  const hash = [...createHash('sha256').update(`${id} ${version}`).digest()].map((byte) => LETTERS[byte % 32]);
  return `/nix/store/${hash.join('')}-nixos-system-${id}-${version}`;
}
