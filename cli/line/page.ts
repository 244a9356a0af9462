import type { ArgDef, ArgsDef, CommandDef } from 'citty';
import { ANSWERED } from './answered.ts';
import { command, flagArguments } from './command.ts';
import type { CommandTable, TableGroup, TableVerb } from './command-table.ts';
import { GLOBALS } from './globals.ts';
import type { Verb } from './verb.ts';

/** What is told about the program, a group of commands or a verb, wherever it is shown. */
export interface Page {
  /** The words of the command, `nixfleet` first. */
  readonly name: string;
  readonly says: string;
  readonly usage: string;
  readonly sections: readonly Section[];
  /** Whole lines. */
  readonly examples: readonly string[];
}

/** Commands, operands or flags under a heading. */
export interface Section {
  readonly heading: string;
  readonly entries: readonly Entry[];
}

/** Something that can stand on a line, and what it means. */
export interface Entry {
  readonly term: string;
  readonly says: string;
}

/** The heading of the flags that every page has. */
export const GLOBAL_HEADING = 'Global flags, anywhere on the line';

const PROGRAM = 'nixfleet';

const EXAMPLES = [
  'init --control-plane-url https://cp-01:8080',
  'bootstrap',
  'release create --push-to ssh://root@cache',
  'deploy --release rel-7f3a --tags web --strategy staged --wait',
  'status --watch',
  'help release create',
];

/** The page of the program, of a group or of a verb; loads nothing but the verbs it is about. */
export async function pageOf(
  words: readonly string[],
  found: TableVerb | TableGroup | undefined,
  table: CommandTable,
): Promise<Page> {
  const name = [PROGRAM, ...words].join(' ');
  if (!found) return programPage(name, table);
  if ('verbs' in found) return groupPage(name, found);
  const verb = await found.load();
  return verbPage(command(name, found.says, verb), verb);
}

function programPage(name: string, table: CommandTable): Page {
  const entries = Object.entries(table).map(([word, entry]) => {
    const verbs = 'verbs' in entry ? `: ${Object.keys(entry.verbs).join(', ')}` : '';
    return { term: word, says: entry.says + verbs };
  });
  return {
    name,
    says: 'Builds, rolls out and rolls back fleets of NixOS and macOS machines',
    usage: `${name} <command> [flags]`,
    sections: [{ heading: 'Commands', entries }, globalSection()],
    examples: EXAMPLES.map((example) => `${PROGRAM} ${example}`),
  };
}

async function groupPage(name: string, { says, alone, verbs }: TableGroup): Promise<Page> {
  const entries = Object.entries(verbs).map(([word, verb]) => ({
    term: word,
    says: verb.says + (word === alone ? '; the word may be left out' : ''),
  }));
  const examples: string[] = [];
  for (const { load } of Object.values(verbs)) examples.push(...(await load()).examples.slice(0, 1));
  return {
    name,
    says,
    usage: `${name} ${alone === undefined ? '<command>' : '[command]'} [flags]`,
    sections: [{ heading: 'Commands', entries }, globalSection()],
    examples: examples.map((example) => `${PROGRAM} ${example}`),
  };
}

async function verbPage(described: CommandDef<ArgsDef>, verb: Verb): Promise<Page> {
  const meta = typeof described.meta === 'function' ? await described.meta() : await described.meta;
  const args = (typeof described.args === 'function' ? await described.args() : await described.args) ?? {};
  const name = meta?.name ?? PROGRAM;
  const operands = Object.entries(args).filter(([, arg]) => arg.type === 'positional');
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== 'positional');
  const required = flags.filter(([, arg]) => arg.required).map(([flag, arg]) => longTerm(flag, arg));
  const own = Object.entries(GLOBALS).filter(([flag]) => !(flag in verb.flags));
  const sections = [
    { heading: 'Operands', entries: entriesOf(operands) },
    ...flagSections(flags, verb.sections ?? {}),
    { heading: 'Exit codes', entries: exitEntries(verb.exits ?? {}) },
    globalSection(new Set(own.map(([flag]) => flag))),
  ];
  return {
    name,
    says: meta?.description ?? '',
    usage: [name, ...operands.map(([word, arg]) => operandTerm(word, arg)), ...required, '[flags]'].join(' '),
    sections: sections.filter(({ entries }) => entries.length > 0),
    examples: verb.examples.map((example) => `${PROGRAM} ${example}`),
  };
}

const exitEntries = (exits: NonNullable<Verb['exits']>): readonly Entry[] =>
  Object.entries(exits).map(([term, says]) => ({ term, says }));

function flagSections(
  flags: readonly (readonly [string, ArgDef])[],
  sections: NonNullable<Verb['sections']>,
): readonly Section[] {
  const placed = new Set(Object.values(sections).flat());
  return [
    { heading: 'Flags', entries: entriesOf(flags.filter(([name]) => !placed.has(name))) },
    ...Object.entries(sections).map(([heading, names]) => ({
      heading,
      entries: entriesOf(flags.filter(([name]) => names.includes(name))),
    })),
  ];
}

/** Those that the verb does not mean in a way of its own. */
function globalSection(names?: ReadonlySet<string>): Section {
  const globals = Object.entries(flagArguments(GLOBALS)).filter(([name]) => names?.has(name) ?? true);
  return { heading: GLOBAL_HEADING, entries: entriesOf([...globals, ...Object.entries(flagArguments(ANSWERED))]) };
}

const entriesOf = (args: readonly (readonly [string, ArgDef])[]): Entry[] =>
  args.map(([name, arg]) => ({
    term: arg.type === 'positional' ? operandTerm(name, arg) : flagTerm(name, arg),
    says: arg.description ?? '',
  }));

const operandTerm = (name: string, { required }: ArgDef): string =>
  required ? `<${name.toUpperCase()}>` : `[${name.toUpperCase()}]`;

const flagTerm = (name: string, arg: ArgDef): string =>
  `${'alias' in arg && typeof arg.alias === 'string' ? `-${arg.alias},` : '   '} ${longTerm(name, arg)}`;

const longTerm = (name: string, { valueHint }: ArgDef): string =>
  `--${name}${valueHint === undefined ? '' : ` <${valueHint}>`}`;
