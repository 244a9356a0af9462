import { resolve } from 'node:path';
import { BadUsage } from '../../../machines/errors.ts';
import { restoreDatabase } from '../../store/restore.ts';
import { type Command, copying, DB_PATH_USAGE } from './command.ts';

/** Puts a backup in the place of the database, which is kept beside it. */
export const restore: Command = {
  takesFile: true,
  takesForce: false,
  usage: `nixfleet-control-plane restore FILE: puts the backup FILE in the place of the database

Stop the control plane first. FILE is checked before anything is touched; the present database is not removed but renamed
to <database>.before-restore-<time>. Rollouts that were active when the backup was made go on at the next start.

${DB_PATH_USAGE}
`,
  async run({ file, dbPath }, screen) {
    if (resolve(file) === resolve(dbPath)) throw new BadUsage(`${file} is the database itself; name a backup of it`);
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const aside = `${dbPath}.before-restore-${time}`;
    const { hadDatabase, goingOn } = await restoreDatabase({ file, dbPath, aside, progress: copying(screen) });
    if (hadDatabase) screen.say(`the database that was there is now ${aside}; remove it when you do not need it`);
    screen.say(`restored ${file} to ${dbPath}; start the control plane now`);
    if (goingOn.length > 0) {
      screen.say(`careful: these rollouts were active when the backup was made, and go on at the start:`);
      for (const id of goingOn) screen.say(`  ${id}`);
      screen.say('what you do not want of them, cancel at once: nixfleet rollout cancel ID');
    }
    return true;
  },
};
