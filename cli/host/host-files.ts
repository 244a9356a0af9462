import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';

/** A file of a new host, its path relative to the flake. */
export interface HostFile {
  readonly path: string;
  readonly text: string;
}

/** Where the files of a host are. */
export const hostFolder = (hostname: string): string => `modules/_hardware/${hostname}`;

/** Refuses to go on where one of the files is there already. Throws `BadInput`. */
export async function assertNew(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) if (await exists(join(root, path))) throw taken(path);
}

/** Writes the files, none over another. Throws `BadInput`. */
export async function writeHostFiles(root: string, files: readonly HostFile[]): Promise<void> {
  for (const { path, text } of files) {
    const full = join(root, path);
    try {
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text, { flag: 'wx' });
    } catch (cause) {
      if (hasCode(cause, 'EEXIST')) throw taken(path);
      throw new BadInput(`cannot write ${path} below ${root}`, { path }, { cause });
    }
  }
}

const taken = (path: string): BadInput =>
  new BadInput(`${path} exists and is left as it is; nothing was written. Remove it first, or choose another name`);

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
