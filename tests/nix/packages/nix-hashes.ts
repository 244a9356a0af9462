import { join } from 'node:path';
import { checkout } from '../../support/checkout.ts';

interface Written {
  readonly inputs: string;
  readonly systems: Readonly<Record<string, string>>;
}

/** What `npm run nix:hashes` works with. */
export const { inputDigest, installedHash, writtenHashes } = (await import(join(checkout, '.ci/nix-hashes.mjs'))) as {
  inputDigest(): string;
  installedHash(system: string): Promise<string>;
  writtenHashes(): Written;
};
