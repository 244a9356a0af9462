import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, renderUsage } from 'citty';
import type { CommandTable, TableGroup, TableVerb } from './command-table.ts';
import { GLOBALS } from './globals.ts';
import type { Flag, Flags } from './flags.ts';
import type { Verb } from './verb.ts';

const PROGRAM = {
  name: 'nixfleet',
  description: 'Builds, rolls out and rolls back fleets of NixOS and macOS machines',
};

/** The help page of the program, of a group or of a verb; loads nothing but the verb it is about. */
export async function help(
  words: readonly string[],
  found: TableVerb | TableGroup | undefined,
  table: CommandTable,
): Promise<string> {
  if (!found) return page(defineCommand({ meta: PROGRAM, args: flagArguments(GLOBALS), subCommands: outline(table) }));
  const meta = { name: `${PROGRAM.name} ${words.join(' ')}`, description: found.says };
  if ('verbs' in found) return page(defineCommand({ meta, subCommands: outline(found.verbs) }));
  const verb = await found.load();
  const examples = verb.examples.map((example) => `  ${PROGRAM.name} ${example}`);
  const text = await page(
    defineCommand({
      meta,
      args: { ...operandArguments(verb), ...flagArguments({ ...verb.flags, ...GLOBALS, ...verb.flags }) },
    }),
  );
  return [text, '', 'EXAMPLES', '', ...examples].join('\n');
}

/** What citty shows of commands: their words and one sentence each. */
const outline = (table: Readonly<Record<string, { readonly says: string }>>): Record<string, CommandDef> =>
  Object.fromEntries(Object.entries(table).map(([name, { says }]) => [name, { meta: { name, description: says } }]));

const operandArguments = ({ operands }: Verb): ArgsDef =>
  Object.fromEntries(
    operands.map((name) => [
      name.replace(/\?$/, ''),
      { type: 'positional', description: '', required: !name.endsWith('?') },
    ]),
  );

const flagArguments = (flags: Flags): ArgsDef =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([, flag]) => !('isHidden' in flag && flag.isHidden))
      .map(([name, flag]) => [name, flagArgument(flag)]),
  );

function flagArgument(flag: Flag): ArgsDef[string] {
  if (flag.kind === 'switch' || flag.kind === 'level') {
    return { type: 'boolean', description: flag.says, ...(flag.short ? { alias: flag.short } : {}) };
  }
  const shown = 'default' in flag && flag.default !== undefined ? { default: String(flag.default) } : {};
  return {
    type: 'string',
    description: flag.says,
    valueHint: flag.kind === 'list' ? `${flag.hint},…` : flag.hint,
    ...shown,
  };
}

/** citty colours its text wherever it goes; that is for terminals. */
async function page(command: CommandDef<ArgsDef>): Promise<string> {
  const text = await renderUsage(command);
  return process.stdout.isTTY ? text : stripVTControlCharacters(text);
}
