import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';

/** The folder of the nixpkgs that is at hand; throws when there is none. */
export function nixpkgsNamed(): string {
  const folder = nixpkgsFolder();
  if (folder === undefined) throw new Error('no nixpkgs: set NIXFLEET_TEST_NIXPKGS');
  return folder;
}

const { nixpkgsFolder } = (await import(join(checkout, '.ci/nixpkgs.mjs'))) as {
  nixpkgsFolder(): string | undefined;
};
