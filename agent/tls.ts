import { readFile } from 'node:fs/promises';
import { BadConfig, failureOf } from '../machines/errors.ts';
import type { ClientTls } from '../services/api/trust.ts';
import type { AgentConfig } from './config.ts';

/** Reads the PEM files that the configuration names. Throws `BadConfig`. */
export async function readTls({ caCert, clientCert, clientKey }: AgentConfig): Promise<ClientTls> {
  const [ca, cert, key] = await Promise.all([caCert, clientCert, clientKey].map(readPem));
  return { ca, cert, key };
}

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BadConfig(`cannot read ${path}: ${failureOf(cause).message}`, { path }, { cause });
  });
}
