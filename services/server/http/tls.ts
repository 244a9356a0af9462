import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { BadConfig } from '../../../machines/errors.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Turns required client certificates on. */
  readonly clientCa?: string | undefined;
}

/** What the listener needs to speak TLS. */
export interface TlsSettings extends SecureContextOptions {
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
}

/**
 * Reads the files once; undefined: plain HTTP is wanted. Throws `BadConfig` for a combination that would
 * leave the service less protected than its flags look, and for files that are not what they should be.
 */
export function tlsSettings({ cert, key, clientCa }: TlsFiles): TlsSettings | undefined {
  if (cert === undefined && key === undefined) {
    if (clientCa === undefined) return undefined;
    throw new BadConfig(
      '--client-ca needs --tls-cert and --tls-key: without them there is no TLS to ask for certificates',
    );
  }
  if (key === undefined) throw new BadConfig('--tls-cert needs --tls-key: give the private key of the certificate');
  if (cert === undefined) throw new BadConfig('--tls-key needs --tls-cert: give the certificate of the key');
  const settings = {
    minVersion: 'TLSv1.2',
    cert: pem('--tls-cert', cert),
    key: pem('--tls-key', key),
    ...(clientCa !== undefined && { ca: pem('--client-ca', clientCa) }),
    requestCert: clientCa !== undefined,
    rejectUnauthorized: clientCa !== undefined,
  } as const;
  refuseBad(
    settings,
    [cert, key, clientCa].filter((path) => path !== undefined),
  );
  return settings;
}

function pem(flag: string, path: string): string {
  const text = read(flag, path);
  if (text.includes('-----BEGIN ')) return text;
  throw new BadConfig(`${flag}: ${path} is not a PEM file (it has no \`-----BEGIN …\` line)`, { path });
}

function read(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(`${flag}: cannot read ${path}: ${why}`, { path }, { cause });
  }
}

/** OpenSSL looks into the files only now: a broken one, or a key of another certificate. */
function refuseBad(settings: SecureContextOptions, paths: readonly string[]): void {
  try {
    createSecureContext(settings);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(
      `TLS cannot be set up from ${paths.join(', ')}: ${why}; do key and certificate belong together?`,
      {},
      { cause },
    );
  }
}
