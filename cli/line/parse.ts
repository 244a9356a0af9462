import { parseArgs, type ParseArgsConfig } from 'node:util';
import { BadUsage } from '../../machines/errors.ts';
import { suggestion } from './nearest.ts';
import type { Flag, Flags } from './flags.ts';
import type { Line, LineRules } from './verb.ts';

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
  for (const name of rules.required ?? []) if (!given.has(name)) throw new BadUsage(`--${name} is required`);
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
  const { tokens } = parseArgs({
    args: [...argv],
    options: options(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, Value> = Object.fromEntries(
    Object.entries(known).map(([name, flag]) => [name, initial(flag)]),
  );
  const given = new Set<string>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = known[token.name];
    if (!flag) throw new BadUsage(`unknown flag ${token.rawName}${suggestion(token.name, Object.keys(known), '--')}`);
    given.add(token.name);
    values[token.name] = taken(flag, token.name, { value: token.value, before: values[token.name] });
  }
  return { flags: values, words, given };
}

/** A flag's value after it stood on the line once more. */
function taken(flag: Flag, name: string, { value, before }: { value: string | undefined; before: Value }): Value {
  if (flag.kind === 'switch' || flag.kind === 'level') {
    if (value !== undefined) throw new BadUsage(`--${name} takes no value`);
    return flag.kind === 'switch' ? true : Number(before) + 1;
  }
  if (value === undefined) throw new BadUsage(`--${name} needs a value: --${name} <${flag.hint}>`);
  if (flag.kind === 'list') return [...(Array.isArray(before) ? before : []), ...value.split(',')];
  if (flag.kind === 'text') return value;
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value))) {
    throw new BadUsage(`--${name} takes a whole number, not ${value}`);
  }
  return Number(value);
}

function initial(flag: Flag): Value {
  if (flag.kind === 'switch') return false;
  if (flag.kind === 'level') return 0;
  return 'default' in flag ? flag.default : undefined;
}

function options(known: Flags): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(known).map(([name, flag]) => {
      const type = flag.kind === 'switch' || flag.kind === 'level' ? 'boolean' : 'string';
      return [name, { type, ...('short' in flag && flag.short ? { short: flag.short } : {}) }];
    }),
  );
}
