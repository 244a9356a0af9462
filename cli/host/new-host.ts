import { BadInput } from '../../machines/errors.ts';
import { oneOf } from '../line/one-of.ts';

/** What a machine can be for. */
export const ROLES = ['workstation', 'server', 'edge', 'kiosk'] as const;
export type HostRole = (typeof ROLES)[number];

/** What machines Nix builds systems for. */
export const PLATFORMS = ['x86_64-linux', 'aarch64-linux', 'x86_64-darwin', 'aarch64-darwin'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A host that is to be. Its name and its organization are safe as a path and in Nix code. */
export interface NewHost {
  readonly hostname: string;
  readonly org: string;
  readonly role: HostRole;
  readonly platform: Platform;
}

/** A label of DNS: what it names becomes a folder, an attribute and the name of a machine. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const ORG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A new host from the words of a command line. Throws `BadInput`. */
export function newHost(words: Readonly<Record<keyof NewHost, string>>): NewHost {
  const { hostname, org } = words;
  if (!LABEL.test(hostname))
    throw new BadInput(
      `--hostname is a label of DNS (letters, digits and -, at most 63 of them), not ${JSON.stringify(hostname)}`,
    );
  if (!ORG.test(org))
    throw new BadInput(`--org is letters, digits, ., _ and -, at most 64 of them, not ${JSON.stringify(org)}`);
  return {
    ...{ hostname, org },
    role: oneOf(ROLES, words.role, '--role'),
    platform: oneOf(PLATFORMS, words.platform, '--platform'),
  };
}
