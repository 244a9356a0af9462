import type { SecureContext, SecureContextOptions } from 'node:tls';
import { systemRoots } from './system-roots.ts';

/** A client's side of TLS: the contents of PEM files. */
export interface ClientTls {
  /** Trusted beside the system's roots. */
  readonly ca?: string | Buffer | undefined;
  /** With `key`: what the client shows when it is asked who it is. */
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /** The system's roots, for who has read them already. */
  readonly roots?: readonly string[] | undefined;
  /** All of the above made ready; it is used as it is. */
  readonly context?: SecureContext | undefined;
}

/** Roots of the system, which Node does not read by itself, and the fleet's own; and our certificate. */
export function secureContext({ ca, cert, key, roots = systemRoots() }: ClientTls = {}): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    ca: [...roots, ...(ca === undefined ? [] : [ca])],
    ...(cert !== undefined && key !== undefined && { cert, key }),
  };
}
