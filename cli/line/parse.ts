import { BadUsage } from '../../machines/errors.ts';
import { SETTINGS } from '../config/setting-table.ts';
import { ANSWERED } from './answered.ts';
import { suggestion } from './nearest.ts';
import type { Flag, Flags } from './flags.ts';
import { takesValue, type Token, tokensOf } from './tokens.ts';
import type { Line, LineRules } from './verb.ts';

/** Whose empty value counts as not said, as in the environment: what a file can say, and which file. Elsewhere it is a forgotten variable. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['config', ...SETTINGS.map(({ flag }) => flag)]);

type Value = string | number | boolean | string[] | undefined;

/** What stands after a verb's words, checked against its rules. Throws `BadUsage`. */
export function parseLine<T extends Flags, P extends readonly string[]>(
  argv: readonly string[],
  rules: LineRules<T, P>,
): Line<T, P> {
  const { flags, words, given } = scan(argv, rules.flags);
  for (const [one, other] of rules.conflicts ?? []) {
    if (given.has(one) && given.has(other)) throw new BadUsage(`--${one} cannot be used with --${other}`);
  }
  for (const [one, other] of rules.needs ?? []) {
    if (given.has(one) && !given.has(other)) throw new BadUsage(`--${one} means nothing without --${other}`);
  }
  for (const name of rules.required ?? [])
    if (!given.has(name) || flags[name] === '') throw new BadUsage(`--${name} is required`);
  const operands = Object.fromEntries(
    rules.operands.map((operand, index) => {
      const [name, word] = [operand.replace(/\?$/, ''), words[index]];
      if (word === '' || (word === undefined && name === operand))
        throw new BadUsage(`<${name.toUpperCase()}> is missing`);
      return [name, word];
    }),
  );
  const extra = words[rules.operands.length];
  if (extra !== undefined) throw new BadUsage(`unexpected argument ${extra}`);
  return { flags, operands } as Line<T, P>;
}

function scan(argv: readonly string[], known: Flags) {
  const values: Record<string, Value> = Object.fromEntries(
    Object.entries(known).map(([name, flag]) => [name, initial(flag)]),
  );
  const given = new Set<string>();
  const words: string[] = [];
  for (const token of tokensOf(argv, known)) {
    if (token.kind === 'word') {
      words.push(token.text);
      continue;
    }
    const { name, typed } = token;
    const flag = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!flag) throw new BadUsage(`unknown flag ${typed}${suggestion(name, shownNames(known), '--')}`);
    // Which of two would be meant is a guess; a switch that is given twice says the same twice.
    if (given.has(name) && (flag.kind === 'text' || flag.kind === 'count'))
      throw new BadUsage(`--${name} cannot be used multiple times`);
    given.add(name);
    values[name] = taken(flag, token, values[name]);
  }
  return { flags: values, words, given };
}

/** A flag's value after it stood on the line once more. */
function taken(flag: Flag, token: Extract<Token, { kind: 'flag' }>, before: Value): Value {
  const { name } = token;
  if (!takesValue(flag)) {
    if (token.value !== undefined) throw new BadUsage(`--${name} takes no value`);
    return flag.kind === 'switch' ? true : Number(before) + 1;
  }
  const value = valueOf(flag, token);
  if (flag.kind === 'text') {
    if (value === '' && !MAY_BE_EMPTY.has(name))
      throw new BadUsage(`--${name} is empty: leave it out, or write --${name} <${flag.hint}>`);
    return value;
  }
  if (flag.kind === 'count') return wholeNumber(value, { least: 0, most: Number.MAX_SAFE_INTEGER, ...flag, name });
  const items = value.split(',');
  // `--hosts "$HOSTS"` with nothing in it: neither all hosts nor none is what was meant.
  if (items.includes('')) throw new BadUsage(`--${name} has an empty item: --${name} '${value}'`);
  return [...(Array.isArray(before) ? before : []), ...items];
}

function valueOf(flag: Extract<Flag, { hint: string }>, token: Extract<Token, { kind: 'flag' }>): string {
  const { name, value } = token;
  const needs = `--${name} needs a value: --${name} <${flag.hint}>`;
  if (value === undefined) throw new BadUsage(needs);
  // The next flag must not be taken for the value that was forgotten: `deploy --hosts --dry-run`.
  if (!token.isInline && value.length > 1 && value.startsWith('-'))
    throw new BadUsage(`${needs}; one that begins with a dash is written --${name}=${value}`);
  return value;
}

function wholeNumber(text: string, { name, least, most }: { name: string; least: number; most: number }): number {
  if (!/^\d+$/.test(text)) throw new BadUsage(`--${name} takes a whole number, not ${text || 'nothing'}`);
  if (Number(text) < least) throw new BadUsage(`--${name} is at least ${least}, not ${text}`);
  if (Number(text) > most) throw new BadUsage(`--${name} is at most ${most}, not ${text}`);
  return Number(text);
}

function initial(flag: Flag): Value {
  if (flag.kind === 'switch') return false;
  if (flag.kind === 'level') return 0;
  return 'default' in flag ? flag.default : undefined;
}

const shownNames = (known: Flags): string[] =>
  Object.entries({ ...known, ...ANSWERED }).flatMap(([name, flag]) =>
    'isHidden' in flag && flag.isHidden ? [] : [name],
  );
