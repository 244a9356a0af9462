import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';

/** Every file in the Nix language of the project, relative to its root. */
export function nixFiles(): string[] {
  const below = readdirSync(join(checkout, 'nix'), { recursive: true, encoding: 'utf8' });
  return ['flake.nix', ...below.filter((file) => file.endsWith('.nix')).map((file) => join('nix', file))];
}
