import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../support/temp.ts';

/** A Nix expression that is this value, whatever is in its texts. */
export function given(value: unknown): string {
  const file = join(tempFolder(), 'given.json');
  writeFileSync(file, JSON.stringify(value));
  return `(builtins.fromJSON (builtins.readFile ${JSON.stringify(file)}))`;
}
