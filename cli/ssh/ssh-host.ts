import { sshDestination } from '../../services/host/ssh/destination.ts';

/** A host of a fleet, and where it is. */
export interface SshHost {
  readonly name: string;
  readonly isDarwin: boolean;
  /** What the operator says instead. */
  readonly target?: string | undefined;
}

/**
 * Where to reach a host: what was said, else root at a NixOS and ourselves at a Mac, which lets no root in. What else is
 * needed (address, port, key, jump host) comes from ssh_config. Throws `BadInput` for what is no destination.
 */
export function destinationOf({ name, isDarwin, target }: SshHost, user: string | undefined): string {
  return sshDestination(target ?? `${isDarwin ? user || 'root' : 'root'}@${name}`);
}
