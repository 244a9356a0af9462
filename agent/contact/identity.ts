import { stat } from 'node:fs/promises';
import { failureOf } from '../../machines/errors.ts';
import type { ClientTls } from '../../services/api/trust.ts';
import type { Log } from '../log.ts';
import { certificatesIn, readTls, type TlsFiles } from './tls.ts';
import type { TrustedRoots } from './trusted-roots.ts';

/** What an identity is read from. */
export interface IdentityParts {
  readonly files: TlsFiles;
  readonly roots: TrustedRoots;
  readonly log: Log;
}

/**
 * Who this machine is and whom it trusts, as its files say. They are looked at for each new connection; what cannot be used
 * leaves what is in use, for a certificate and its key are rarely replaced in the same instant.
 */
export class Identity {
  readonly #parts: IdentityParts;
  #tls: ClientTls;
  #seen: string;
  #problem: string | undefined;
  #looking: Promise<ClientTls> | undefined;

  private constructor(parts: IdentityParts, tls: ClientTls, seen: string) {
    this.#parts = parts;
    this.#tls = tls;
    this.#seen = seen;
  }

  /** Reads it for the first time. Throws `BadConfig`. */
  static async open(parts: IdentityParts): Promise<Identity> {
    const seen = await sightOf(parts);
    const tls = await freshTls(parts);
    if (tls.ca !== undefined && !hasCertificates(tls))
      parts.log('WARN', `${parts.files.caCert} has no certificate in it: --ca-cert adds nothing`);
    return new Identity(parts, tls, seen);
  }

  /** As it is now; the same object for as long as it is the same. */
  current(): Promise<ClientTls> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** As it would be for an agent that starts now. Throws `BadConfig`. */
  fresh(): Promise<ClientTls> {
    return freshTls(this.#parts);
  }

  async #look(): Promise<ClientTls> {
    // Looked at before they are read: what changes in between is seen the next time.
    const seen = await sightOf(this.#parts);
    if (seen === this.#seen) return this.#tls;
    try {
      const tls = await freshTls(this.#parts);
      if (hasCertificates(this.#tls) && !hasCertificates(tls))
        return this.#kept(`${this.#parts.files.caCert} has no certificate in it any more`);
      this.#seen = seen;
      this.#problem = undefined;
      if (isSame(tls, this.#tls)) return this.#tls;
      this.#parts.log('INFO', 'TLS: new connections use the certificates that are in the files now');
      this.#tls = tls;
    } catch (error) {
      return this.#kept(failureOf(error).message);
    }
    return this.#tls;
  }

  #kept(problem: string): ClientTls {
    if (problem !== this.#problem)
      this.#parts.log('WARN', `TLS: the certificates in use stay, for the new files cannot be used: ${problem}`);
    this.#problem = problem;
    return this.#tls;
  }
}

const freshTls = async ({ files, roots }: IdentityParts): Promise<ClientTls> => readTls(files, await roots.read());

/** What changes when one of the files is another, or holds something else. */
async function sightOf({ files, roots }: IdentityParts): Promise<string> {
  const paths = [files.caCert, files.clientCert, files.clientKey, ...roots.files()];
  return (await Promise.all(paths.map(sightOfFile))).join('\n');
}

async function sightOfFile(path: string | undefined): Promise<string> {
  if (path === undefined) return '';
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [path, dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return `${path} ${failureOf(error).message}`;
  }
}

const hasCertificates = ({ ca }: ClientTls): boolean => ca !== undefined && certificatesIn(String(ca)).length > 0;

const isSame = (one: ClientTls, other: ClientTls): boolean =>
  one.ca === other.ca && one.cert === other.cert && one.key === other.key && one.roots?.join() === other.roots?.join();
