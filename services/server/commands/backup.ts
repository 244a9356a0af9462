import { existsSync, renameSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadConfig, BadUsage, Conflict } from '../../../machines/errors.ts';
import { copyDatabase } from '../../store/backup.ts';
import { withOurs } from '../../store/schema.ts';
import { type Command, copying, DB_PATH_USAGE } from './command.ts';

/** Writes a copy of the database to a file, while a control plane runs or not. */
export const backup: Command = {
  takesFile: true,
  takesForce: true,
  usage: `nixfleet-control-plane backup FILE: writes a copy of the database to FILE

A control plane may run meanwhile: the copy has all of one moment. It is checked before it gets its name, and only its
owner can read it: it has the hashes of all API keys. \`restore\` brings it back.

${DB_PATH_USAGE}
  --force                replace FILE if it is there
`,
  async run({ file, dbPath, force }, screen) {
    if (resolve(file) === resolve(dbPath)) throw new BadUsage(`${file} is the database itself; name another file`);
    if (!force && existsSync(file)) {
      throw new Conflict(`${file} is there already; choose another name, or replace it with --force`, { file });
    }
    withOurs(dbPath, () => undefined);
    const partial = `${file}.partial`;
    await written(file, async () => {
      await copyDatabase(dbPath, partial, copying(screen));
      renameSync(partial, file);
    });
    const size = statSync(file).size / 1e6;
    screen.say(`backed up ${dbPath} to ${file}: ${size.toFixed(1)} MB, whole`);
    return true;
  },
};

/** What the file system says of the place that was chosen. */
async function written(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new BadConfig(`${file} cannot be written: ${cause.message}`, { file }, { cause });
  }
}
