import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish, run } from '../../../services/host/process.ts';
import { tempFolder } from '../../support/temp.ts';

/** A key in a folder of its own, and what the real ssh-keygen does with it. */
export interface Signer {
  /** The file of the private key. */
  readonly file: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
  sign(document: string, namespace: string, ...options: readonly string[]): Promise<string>;
  /** Whether ssh-keygen believes it of `host`. */
  accepts(document: string, signature: string, namespace: string): Promise<boolean>;
}

/** Makes a key with ssh-keygen: ed25519 unless told. */
export async function aSigner(...kind: readonly string[]): Promise<Signer> {
  const folder = tempFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'key');
  const chosen = kind.length > 0 ? kind : ['-t', 'ed25519'];
  await run({ argv: ['ssh-keygen', '-q', ...chosen, '-N', '', '-C', 'a test', '-f', file] });
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim();
  writeFileSync(join(folder, 'allowed'), `host ${publicKey}\n`);
  return {
    file,
    publicKey,
    sign: async (document, namespace, ...options) => {
      const argv = ['ssh-keygen', '-Y', 'sign', '-n', namespace, ...options, '-f', file] as const;
      return (await run({ argv: [...argv], input: document })).stdout;
    },
    accepts: async (document, signature, namespace) => {
      writeFileSync(join(folder, 'sig'), signature);
      const trusted = ['-I', 'host', '-f', join(folder, 'allowed'), '-s', join(folder, 'sig')];
      const argv = ['ssh-keygen', '-Y', 'verify', '-n', namespace, ...trusted] as const;
      return (await finish({ argv: [...argv], input: document })).exitCode === 0;
    },
  };
}
