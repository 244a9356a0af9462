import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringifyTOML } from 'confbox/toml';
import { BadConfig } from '../../machines/errors.ts';
import { assertKey } from './api-key.ts';
import { credentialsIn } from './credentials.ts';
import { whileLocked } from './file-lock.ts';
import { makeFolder } from './make-folder.ts';
import type { User } from './owner.ts';
import { replaceFile } from './replace-file.ts';
import { normalUrl } from './server-url.ts';

/** A key, whose it is, and where it is kept. */
export interface KeyToKeep {
  /** The credentials file. */
  readonly path: string;
  readonly url: string;
  readonly key: string;
  readonly user: User;
}

/**
 * Keeps a key for a control plane, beside those of others: several who do so at once lose nothing. The file is replaced as a whole,
 * for its owner only; comments in it are lost. Throws `BadConfig`.
 */
export async function saveKey({ path, url, key, user }: KeyToKeep): Promise<void> {
  assertKey(key);
  try {
    makeFolder(dirname(path));
    // A link stays one: who keeps the file elsewhere means it.
    const target = await realpath(path).catch(() => path);
    await whileLocked(`${target}.lock`, async (assertMay) => {
      const kept = credentialsIn(target, user);
      const owner = user.uid === 0 ? await stat(target).catch(() => undefined) : undefined;
      await replaceFile({ path: target, text: withKey(kept, normalUrl(url), key), mode: 0o600, owner, assertMay });
    });
  } catch (error) {
    if (error instanceof BadConfig) throw error;
    throw new BadConfig(`cannot write the credentials file ${path}`, { path }, { cause: error });
  }
}

/** Another spelling of the same URL keeps its place and its other keys. */
function withKey(kept: ReturnType<typeof credentialsIn>, url: string, key: string): string {
  const known = kept.some(([other]) => normalUrl(other) === url) ? kept : [...kept, [url, {}] as const];
  return stringifyTOML(
    Object.fromEntries(
      known.map(([other, entry]) => [other, normalUrl(other) === url ? { ...entry, 'api-key': key } : entry]),
    ),
  );
}
