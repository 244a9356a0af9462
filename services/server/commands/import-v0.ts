import { resolve } from 'node:path';
import { BadUsage } from '../../../machines/errors.ts';
import { type Imported, importV0 as takenOver } from '../../store/v0/import.ts';
import { type Command, DB_PATH_USAGE, type Screen } from './command.ts';

/** Takes over a database of v0.1.1. */
export const importV0: Command = {
  takesFile: true,
  takesForce: false,
  usage: `nixfleet-control-plane import-v0 FILE: takes the database FILE of v0.1.1 over into a new one

Stop v0.1.1 first, and rename its database (with FILE-wal) when it is where the new one shall be. FILE is only read. Keys,
machines, tags, releases, rollouts, reports and audit come along; API keys go on working. A rollout that is under way is
cancelled: machines keep what they were told, and a new rollout does the rest. Reports are then kept as long as
--keep-reports says, older ones go at the first start.

${DB_PATH_USAGE}
                         must not have anything yet
`,
  async run({ file, dbPath }, screen) {
    if (resolve(file) === resolve(dbPath)) {
      throw new BadUsage(`${file} cannot be imported into itself; rename it, or give another --db-path`);
    }
    const imported = await takenOver(file, dbPath, Date.now());
    tell(imported, screen);
    screen.say(`imported ${file} into ${dbPath}; start the control plane now`);
    return true;
  },
};

function tell({ tables, interrupted }: Imported, { say }: Screen): void {
  for (const { table, taken, left } of tables) {
    say(`${table}: ${taken} taken`);
    for (const { why, count, first } of left) {
      say(`  ${count} left: ${why}${why.startsWith('the reports') ? '' : ` (the first: ${first})`}`);
    }
  }
  if (interrupted.length === 0) return;
  say('these rollouts were under way and are cancelled now; create new ones for what they have left undone:');
  for (const { id, status } of interrupted) say(`  ${id} (${status})`);
}
