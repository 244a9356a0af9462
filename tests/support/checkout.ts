import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout, from a source as well as from what was compiled of it. */
export const checkout = parentWith('package.json', import.meta.dirname);

/** What starts one of our programs: `cli/main`, as it was built. */
export const program = (name: string): [string, string] => [process.execPath, join(checkout, 'dist', `${name}.js`)];

function parentWith(file: string, folder: string): string {
  if (existsSync(join(folder, file))) return folder;
  if (folder === dirname(folder)) throw new Error(`no ${file} above ${import.meta.dirname}`);
  return parentWith(file, dirname(folder));
}
