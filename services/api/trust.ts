import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates, type SecureContextOptions } from 'node:tls';

/** A client's side of TLS: the contents of PEM files. */
export interface ClientTls {
  /** Trusted beside the system's roots. */
  readonly ca?: string | Buffer | undefined;
  /** With `key`: what the client shows when it is asked who it is. */
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
}

/** Where the usual systems keep the roots that they trust; NixOS has the first. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Roots of the system, which Node does not read by itself, and the fleet's own; and our certificate. */
export function secureContext({ ca, cert, key }: ClientTls = {}): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    ca: [...systemRoots(process.env), ...(ca === undefined ? [] : [ca])],
    ...(cert !== undefined && key !== undefined && { cert, key }),
  };
}

function systemRoots({ SSL_CERT_FILE, NIX_SSL_CERT_FILE }: NodeJS.ProcessEnv): readonly string[] {
  const bundle = [SSL_CERT_FILE, NIX_SSL_CERT_FILE, ...BUNDLES].find((path) => path && existsSync(path));
  return bundle === undefined ? rootCertificates : [readFileSync(bundle, 'utf8')];
}
