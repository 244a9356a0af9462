import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { BadConfig, failureOf } from '../../machines/errors.ts';
import { type ClientTls, secureContext } from '../../services/api/trust.ts';
import type { AgentConfig } from '../config.ts';

/** The PEM files that say who a machine is and whom it trusts. */
export type TlsFiles = Pick<AgentConfig, 'caCert' | 'clientCert' | 'clientKey'>;

/**
 * Reads the PEM files that the configuration names, and makes them ready together with the system's roots. Throws
 * `BadConfig`: one cannot be read, or they do not belong together. A CA file without a certificate adds nothing.
 */
export async function readTls(
  { caCert, clientCert, clientKey }: TlsFiles,
  roots: readonly string[],
): Promise<ClientTls> {
  const [ca, cert, key] = await Promise.all([caCert, clientCert, clientKey].map(readPem));
  if (ca !== undefined) assertCertificates(ca, caCert);
  if (cert !== undefined) assertCertificates(cert, clientCert);
  // OpenSSL takes an empty text for no certificate at all.
  if (cert !== undefined && certificatesIn(cert).length === 0)
    throw new BadConfig(`${clientCert} has no certificate in it`, { clientCert });
  if (key !== undefined && !key.includes('PRIVATE KEY-----'))
    throw new BadConfig(`${clientKey} has no private key in it`, { clientKey });
  const tls = { ca, cert, key, roots };
  try {
    return { ...tls, context: createSecureContext(secureContext(tls)) };
  } catch (cause) {
    throw new BadConfig(
      `${clientCert} and ${clientKey} cannot be used: ${failureOf(cause).message}; does the key belong to the certificate, and is it without a password?`,
      { clientCert, clientKey },
      { cause },
    );
  }
}

/** The certificates in the text of a PEM file. */
export const certificatesIn = (text: string): readonly string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];

/** A certificate, read. Throws when it is damaged. */
export const certificateIn = (pem: string): X509Certificate => new X509Certificate(pem);

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BadConfig(`cannot read ${path}: ${failureOf(cause).message}`, { path }, { cause });
  });
}

/** OpenSSL leaves out a CA that it cannot read, without a word. */
function assertCertificates(text: string, path: string | undefined): void {
  for (const [index, pem] of certificatesIn(text).entries()) {
    try {
      certificateIn(pem);
    } catch (cause) {
      throw new BadConfig(
        `${path}: its certificate ${index + 1} cannot be read: ${failureOf(cause).message}`,
        { path },
        { cause },
      );
    }
  }
}
