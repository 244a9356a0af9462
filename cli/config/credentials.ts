import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { parseTOML, stringifyTOML } from 'confbox/toml';
import { BadConfig } from '../../machines/errors.ts';

type Entries = Record<string, Record<string, unknown>>;

/** Where a user's keys are: `$XDG_CONFIG_HOME` if it is an absolute path, else `~/.config`. */
export function credentialsPath(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CONFIG_HOME: xdg, HOME: home } = env;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'nixfleet/credentials.toml');
  return home ? join(home, '.config/nixfleet/credentials.toml') : join('nixfleet', 'credentials.toml');
}

/** The keys in a credentials file by the URL of their control plane; none when there is no file. Throws `BadConfig`. */
export async function readKeys(path: string): Promise<ReadonlyMap<string, string>> {
  const keys = Object.entries(await entries(path)).map(([url, entry]) => [url, entry['api-key']] as const);
  return new Map(keys.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** Keeps a key for a control plane, beside those of others. The file is replaced as a whole, for its owner only. */
export async function saveKey(path: string, url: string, key: string): Promise<void> {
  const kept = await entries(path);
  const text = stringifyTOML({ ...kept, [url]: { ...kept[url], 'api-key': key } });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await write(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new BadConfig(`cannot write the credentials file ${path}`, { path }, { cause: error });
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function entries(path: string): Promise<Entries> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new BadConfig(`cannot read the credentials file ${path}`, { path }, { cause: error });
  });
  try {
    const table = parseTOML<Record<string, unknown>>(text);
    return Object.fromEntries(
      Object.entries(table).filter((pair): pair is [string, Record<string, unknown>] => isEntry(pair[1])),
    );
  } catch (error) {
    throw new BadConfig(
      `${path} is not valid TOML; mend it, or move it away and keep your key again`,
      { path },
      { cause: error },
    );
  }
}

const isEntry = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
