import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout, from a source as well as from what was compiled of it. */
export const checkout = parentWith('package.json', import.meta.dirname);

const { bin }: { bin: Record<string, string> } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));

/** What starts one of our programs as it was built, by the name that it has once installed: `nixfleet`. */
export function program(name: string): [string, string] {
  const file = bin[name];
  if (file === undefined) throw new Error(`package.json has no program ${name}`);
  return [process.execPath, join(checkout, file)];
}

function parentWith(file: string, folder: string): string {
  if (existsSync(join(folder, file))) return folder;
  if (folder === dirname(folder)) throw new Error(`no ${file} above ${import.meta.dirname}`);
  return parentWith(file, dirname(folder));
}
