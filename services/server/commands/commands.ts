import { parseArgs } from 'node:util';
import { BadUsage } from '../../../machines/errors.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import type { Command, Given } from './command.ts';
import { importV0 } from './import-v0.ts';
import { restore } from './restore.ts';

/** All commands by name; without one the program serves. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['backup', backup],
  ['restore', restore],
  ['check', check],
  ['import-v0', importV0],
]);

/** What a command line that begins with a command asks for. */
export interface AskedCommand {
  readonly command: Command;
  /** Absent: only its usage is wanted. */
  readonly given?: Given;
}

/** The command that the command line begins with; undefined: none. Throws `BadUsage`. */
export function commandAsked(
  [name = '', ...rest]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AskedCommand | undefined {
  const command = COMMANDS.get(name);
  if (command === undefined && name !== '' && !name.startsWith('-')) {
    throw new BadUsage(`there is no command ${name}, only ${[...COMMANDS.keys()].join(', ')}; --help tells of all`);
  }
  if (command === undefined) return undefined;
  const { values, positionals } = parsed(name, rest);
  if (values.help) return { command };
  const wanted = command.takesFile ? 1 : 0;
  if (positionals.length !== wanted) throw misused(name, `${name} takes ${wanted === 1 ? 'one FILE' : 'no file'}`);
  if (values.force !== undefined && !command.takesForce) throw misused(name, `${name} knows no --force`);
  const dbPath = values['db-path'] ?? (env['NIXFLEET_CP_DB_PATH'] || '/var/lib/nixfleet-cp/state.db');
  return { command, given: { file: positionals[0] ?? '', dbPath, force: values.force ?? false } };
}

const OPTIONS = {
  'db-path': { type: 'string' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parsed(name: string, argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw misused(name, error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error));
  }
}

const misused = (name: string, why: string): BadUsage =>
  new BadUsage(`${why}; nixfleet-control-plane ${name} --help tells how it is used`);
