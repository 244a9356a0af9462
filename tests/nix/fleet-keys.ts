import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateCopy } from './template-copy.ts';

/** A copy of the reference fleet with its keys, and where those are. */
export async function withKeys() {
  const copy = new TemplateCopy('fleet');
  await copy.done('bash keys.sh');
  return { copy, keys: copy.keys('my-fleet') };
}

/** Every path below a folder. */
export const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

/** Who may do what with a file, as `ls` has it in digits. */
export const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
