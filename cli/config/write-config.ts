import { constants, copyFile, stat } from 'node:fs/promises';
import { BadConfig } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { createFile, replaceFile } from './replace-file.ts';

/** Whether the file is there now, and where what was there before is kept. */
export interface Written {
  readonly isWritten: boolean;
  readonly backup: string | undefined;
}

const MOST_BACKUPS = 1000;

/** Writes a configuration file, as a whole. One that is there is left alone unless `isForced`, and then kept beside it. Throws `BadConfig`. */
export async function writeConfig(path: string, text: string, isForced: boolean): Promise<Written> {
  try {
    const isNew = await createFile({ path, text, mode: 0o666 }).then(
      () => true,
      (error: unknown) => {
        if (hasCode(error, 'EEXIST')) return false;
        throw error;
      },
    );
    if (isNew || !isForced) return { isWritten: isNew, backup: undefined };
    const backup = await keptAside(path);
    await replaceFile({ path, text, mode: (await stat(path)).mode & 0o777 });
    return { isWritten: true, backup };
  } catch (error) {
    throw new BadConfig(`cannot write ${path}`, { path }, { cause: error });
  }
}

/** Copies a file to the first name beside it that is free: an older copy is not lost. */
async function keptAside(path: string): Promise<string> {
  for (let count = 0; count < MOST_BACKUPS; count += 1) {
    const backup = `${path}.bak${count === 0 ? '' : count}`;
    try {
      await copyFile(path, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  throw new BadConfig(`there are too many copies of ${path} beside it: remove some`, { path });
}
