import { resolve } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import type { Layer } from './config.ts';
import type { User } from './owner.ts';
import { privateText } from './private-file.ts';

/** The variable that names a file with the API key: what is in the environment itself, other programs see. */
const KEY_FILE_VARIABLE = 'NIXFLEET_API_KEY_FILE';

/** What a key file gives: a layer, or why it gives none. */
export interface KeyFile {
  readonly layers: readonly Layer[];
  readonly problem: string | undefined;
}

/** The key in the file that the environment names; nothing when it names none. */
export function readKeyFile(env: Readonly<Record<string, string | undefined>>, folder: string, user: User): KeyFile {
  const named = env[KEY_FILE_VARIABLE];
  if (!named) return { layers: [], problem: undefined };
  try {
    const apiKey = keyIn(resolve(folder, named), user);
    const origin = { from: 'environment', name: KEY_FILE_VARIABLE } as const;
    return { layers: [{ settings: { apiKey }, origins: { apiKey: origin } }], problem: undefined };
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    return { layers: [], problem: error.message };
  }
}

function keyIn(path: string, user: User): string {
  const what = `the API key file (${KEY_FILE_VARIABLE})`;
  const key = privateText(path, what, user)?.trim();
  if (key === undefined) throw new BadConfig(`${what} ${path} is not there`, { path });
  if (key === '') throw new BadConfig(`${what} ${path} is empty`, { path });
  return key;
}
