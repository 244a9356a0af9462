import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../../../machines/errors.ts';
import { hasCode } from '../error-code.ts';

const ID = /^[A-Za-z0-9-]{1,64}$/;
const BOOT_STEP = /-boot$/;
/** So many are kept for whoever wants to know how it went. */
const KEPT = 5;

/**
 * What an attempt has left outside of the agent: small files that are there as a whole or not at all, so that agents, keepers
 * and the dead man may be killed at any moment. Forgotten by a reboot.
 */
export class AttemptFolder {
  readonly path: string;
  static #written = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** The folder of an attempt or of one of its steps. Throws `BadInput` for what is no id. */
  static of(attempts: string, id: string): AttemptFolder {
    const attemptId = id.replace(BOOT_STEP, '');
    if (!ID.test(attemptId)) throw new BadInput(`not the id of an attempt: ${JSON.stringify(id)}`, { id });
    return new AttemptFolder(join(attempts, attemptId));
  }

  get id(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** Makes the folder; nobody but us may look into it. */
  async make(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.file(name));
  }

  /** The text of a file; undefined when there is none. */
  async read(name: string): Promise<string | undefined> {
    try {
      return await readFile(this.file(name), 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** The names of all files; none when there is no folder. */
  async names(): Promise<readonly string[]> {
    return readdir(this.path).catch(() => []);
  }

  /** Replaces a file. */
  async write(name: string, text: string): Promise<void> {
    const draft = await this.#draft(name, text);
    await rename(draft, this.file(name));
  }

  /** Whether we were the first to create a file. */
  async create(name: string, text: string): Promise<boolean> {
    const draft = await this.#draft(name, text);
    try {
      await link(draft, this.file(name));
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  async #draft(name: string, text: string): Promise<string> {
    AttemptFolder.#written += 1;
    const draft = this.file(`.${name}.${process.pid}.${AttemptFolder.#written}`);
    await writeFile(draft, text, { mode: 0o600 });
    return draft;
  }
}

/** The folders of all attempts but one, newest first. */
export const otherFolders = async (attempts: string, own: AttemptFolder): Promise<readonly AttemptFolder[]> =>
  (await allFolders(attempts)).filter(({ id }) => id !== own.id);

/** The folders of all attempts, newest first. */
export async function allFolders(attempts: string): Promise<readonly AttemptFolder[]> {
  const names = await readdir(attempts).catch(() => []);
  const aged = await Promise.all(
    names
      .filter((name) => ID.test(name))
      .map(async (name) => {
        const path = join(attempts, name);
        return { path, at: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
      }),
  );
  return aged.toSorted((a, b) => b.at - a.at).map(({ path }) => new AttemptFolder(path));
}

/** Forgets old attempts, never one in which something may still live. */
export async function forgetOld(
  attempts: string,
  own: AttemptFolder,
  isAlive: (folder: AttemptFolder) => Promise<boolean>,
): Promise<void> {
  for (const folder of (await otherFolders(attempts, own)).slice(KEPT - 1)) {
    if (!(await isAlive(folder))) await folder.remove();
  }
}
