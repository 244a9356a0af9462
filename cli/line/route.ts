import { BadUsage } from '../../machines/errors.ts';
import type { CommandTable, TableGroup, TableVerb } from './command-table.ts';
import { ANSWERED } from './answered.ts';
import { GLOBALS } from './globals.ts';
import { suggestion } from './nearest.ts';
import type { Flags } from './flags.ts';
import { takesValue, tokensOf } from './tokens.ts';

/** Where a command line leads. */
export interface Route {
  /** The command's words that were recognised. */
  readonly words: readonly string[];
  /** Nothing was recognised; a group; or a verb. */
  readonly found: TableVerb | TableGroup | undefined;
  /** What else is on the line: global flags that stood before the words, and all that follows them. */
  readonly rest: readonly string[];
  readonly wants: 'run' | 'help' | 'version';
}

const globals: Flags = GLOBALS;

/** Finds the command on a line on which global flags may stand anywhere. Throws `BadUsage`. */
export function route(argv: readonly string[], table: CommandTable): Route {
  const [first, ...others] = argv;
  if (first === 'help') return { ...asked(others, table), wants: 'help' };
  const found = walk(argv, table);
  return { ...found, wants: wish(found.rest) };
}

/** The verb that runs: of a group the one that its name alone stands for, if there is one. */
export function verbOf(found: Route['found']): TableVerb | undefined {
  if (!found || 'load' in found) return found;
  return found.alone === undefined ? undefined : found.verbs[found.alone];
}

/** What `help` was asked about: a command's words and nothing behind them. */
function asked(argv: readonly string[], table: CommandTable): Omit<Route, 'wants'> {
  const found = walk(argv, table);
  const extra = tokensOf(found.rest, globals).find((token) => token.kind === 'word');
  if (extra !== undefined) throw new BadUsage(`unexpected argument ${extra.text}`);
  return found;
}

function walk(argv: readonly string[], table: CommandTable): Omit<Route, 'wants'> {
  const words: string[] = [];
  const before: string[] = [];
  let level: Readonly<Record<string, TableVerb | TableGroup>> = table;
  let found: TableVerb | TableGroup | undefined;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word.startsWith('-')) {
      const taken = flagLength(word);
      const alone = verbOf(found);
      if (taken === undefined && alone !== undefined && found && 'verbs' in found)
        return { words: [...words, found.alone ?? ''], found: alone, rest: [...before, ...argv.slice(index)] };
      if (taken === undefined) throw strayFlag(word);
      before.push(...argv.slice(index, index + taken));
      index += taken - 1;
      continue;
    }
    const next = Object.hasOwn(level, word) ? level[word] : undefined;
    if (!next)
      throw new BadUsage(`unknown command ${[...words, word].join(' ')}${suggestion(word, Object.keys(level))}`);
    words.push(word);
    found = next;
    if ('load' in next) return { words, found, rest: [...before, ...argv.slice(index + 1)] };
    level = next.verbs;
  }
  return { words, found, rest: before };
}

/** How many arguments a flag before the command's last word is; undefined: it is none of those that may stand there. */
function flagLength(argument: string): 1 | 2 | undefined {
  if (/^(-[vhV]+|--help|--version)$/.test(argument)) return 1;
  const name = nameOf(argument);
  const flag = argument.startsWith('--') && Object.hasOwn(globals, name) ? globals[name] : undefined;
  if (!flag) return undefined;
  return argument.includes('=') || !takesValue(flag) ? 1 : 2;
}

function strayFlag(argument: string): BadUsage {
  const hint =
    suggestion(nameOf(argument), Object.keys({ ...globals, ...ANSWERED }), '--') ||
    '; the flags of a command come after its words';
  return new BadUsage(`unknown flag ${argument} before the command${hint}`);
}

const nameOf = (argument: string): string => argument.replace(/^--/, '').split('=', 1)[0] ?? '';

function wish(rest: readonly string[]): Route['wants'] {
  const tokens = tokensOf(rest, { ...globals, ...ANSWERED });
  const has = (name: string) => tokens.some((token) => token.kind === 'flag' && token.name === name);
  return has('help') ? 'help' : has('version') ? 'version' : 'run';
}
