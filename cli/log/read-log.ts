import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { userHome } from '../config/owner.ts';
import { logFolder, logsAmong, type LogName } from './log-folder.ts';
import { eventsIn, type ReadEvent } from './log-tail.ts';

/** Where the logs of this user are. Throws `BadInput` for a user without a home. */
export function ownLogFolder(env: Readonly<Record<string, string | undefined>>): string {
  const folder = logFolder(env, userHome(env));
  if (folder !== undefined) return folder;
  throw new BadInput('there is no home folder that could have operation logs: set HOME or XDG_STATE_HOME');
}

/** The logs in a folder, newest first; none when there is no folder. Throws `BadInput` when it cannot be read. */
export function logsIn(folder: string): LogName[] {
  try {
    return logsAmong(readdirSync(folder));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw new BadInput(`cannot read the folder of operation logs ${folder}`, { folder }, { cause: error });
  }
}

/** The log with this name, or with the only name that begins so; the newest unless told. Throws `BadInput`. */
export function logCalled(logs: readonly LogName[], asked: string | undefined): LogName {
  const [newest] = logs;
  if (newest === undefined) throw new BadInput('there are no operation logs yet');
  if (asked === undefined) return newest;
  const name = asked.replace(/^.*\//, '').replace(/\.jsonl$/, '');
  const found = logs.filter((log) => log.name.startsWith(name));
  const [only, ...others] = found.filter((log) => log.name === name).concat(found.filter((log) => log.name !== name));
  if (only === undefined) throw new BadInput(`there is no operation log ${name}; see nixfleet logs list`);
  if (others.length > 0 && only.name !== name)
    throw new BadInput(
      `${found.length} operation logs begin with ${name}: ${found
        .slice(0, 5)
        .map((log) => log.name)
        .join(', ')}${found.length > 5 ? ', …' : ''}`,
    );
  return only;
}

/** The path of a log and what is in it. Throws `BadInput` when it cannot be read. */
export function readLog(folder: string, { name }: LogName): { readonly path: string; readonly events: ReadEvent[] } {
  const path = join(folder, `${name}.jsonl`);
  try {
    return { path, events: eventsIn(readFileSync(path, 'utf8')) };
  } catch (error) {
    throw new BadInput(`cannot read the operation log ${path}`, { path }, { cause: error });
  }
}
