import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { environmentLayer } from '../../../cli/config/given-settings.ts';
import { SETTINGS } from '../../../cli/config/setting-table.ts';
import { COMMANDS } from '../../../cli/line/command-table.ts';
import { GLOBALS } from '../../../cli/line/globals.ts';
import type { Flag, Flags } from '../../../cli/line/flags.ts';
import { route } from '../../../cli/line/route.ts';
import type { Verb } from '../../../cli/line/verb.ts';

/** A flag of the reference: `default` null is none, `u32` and `u64` are counts. */
interface ReferenceFlag {
  readonly kind: 'switch' | 'level' | 'text' | 'list' | 'u32' | 'u64';
  readonly default: string | number | boolean | null;
  readonly env?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly required?: true;
  readonly hidden?: true;
  readonly needs?: readonly string[];
  readonly conflicts?: readonly string[];
}

interface ReferenceCommand {
  readonly operands?: readonly string[];
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly flags?: Readonly<Record<string, ReferenceFlag>>;
}

const reference: {
  readonly globals: Readonly<Record<string, ReferenceFlag>>;
  readonly commands: Readonly<Record<string, ReferenceCommand>>;
  readonly configKeys: readonly string[];
} = JSON.parse(readFileSync(new URL('../reference.json', import.meta.url), 'utf8'));

async function verbOf(words: string): Promise<Verb> {
  const { found } = route(words.split(' '), COMMANDS);
  if (!found || 'verbs' in found) throw new Error(`${words} is no verb`);
  return found.load();
}

/** What a flag is when neither the line nor the configuration says it: set by the parser, or told in the help. */
function defaultOf(flag: Flag): ReferenceFlag['default'] {
  if (flag.kind === 'switch') return false;
  if (flag.kind === 'level') return 0;
  if ('default' in flag && flag.default !== undefined) return flag.default;
  return /; default: (\S+?)(?:,|$)/.exec(flag.says)?.[1] ?? null;
}

const KINDS = { switch: 'switch', level: 'level', text: 'text', list: 'list', u32: 'count', u64: 'count' } as const;
const MOST_OF_U32 = 4_294_967_295;

const flags = Object.entries(reference.commands).flatMap(([words, command]) =>
  Object.entries(command.flags ?? {}).map(([name, expected]) => [words, name, expected] as const),
);

describe('the reference', () => {
  test.each(Object.entries(reference.globals))('has --%s for every command', (name, expected) => {
    const flag = (GLOBALS as Flags)[name];
    expect(flag).toBeDefined();
    if (!flag) return;
    expect(flag.kind).toBe(KINDS[expected.kind]);
    if (expected.default !== null) expect(defaultOf(flag)).toBe(expected.default);
    expect('env' in flag ? flag.env : undefined).toBe(expected.env);
    expect('short' in flag ? flag.short : undefined).toBe(expected.short);
    if (expected.env !== undefined)
      expect(Object.values(environmentLayer({ [expected.env]: 'said' }).settings)).toEqual(['said']);
  });

  test.each(Object.entries(reference.commands))(
    'has %s with its operands',
    async (words, { operands = [], choices = {} }) => {
      const verb = await verbOf(words);
      expect(verb.operands).toHaveLength(operands.length);
      for (const [operand, known] of Object.entries(choices))
        expect(verb.completes?.[operand]).toEqual(expect.arrayContaining([...known]));
    },
  );

  test.each(flags)('has %s --%s with its default', async (words, name, expected) => {
    const verb = await verbOf(words);
    const flag = verb.flags[name] ?? (GLOBALS as Flags)[name];
    expect(flag).toBeDefined();
    if (!flag) return;
    expect(flag.kind).toBe(KINDS[expected.kind]);
    if (expected.kind === 'u32') expect(flag).toMatchObject({ most: MOST_OF_U32 });
    if (expected.default === null) expect('default' in flag ? flag.default : undefined).toBeUndefined();
    else expect(String(defaultOf(flag))).toBe(String(expected.default));
    expect(verb.required?.includes(name) ?? false).toBe(expected.required ?? false);
    expect('isHidden' in flag && flag.isHidden).toBe(expected.hidden ?? false);
    for (const other of expected.needs ?? []) expect(verb.needs).toContainEqual([name, other]);
    for (const other of expected.conflicts ?? []) {
      const pairs = (verb.conflicts ?? []).map((pair) => pair.toSorted().join(' '));
      expect(pairs).toContain([name, other].toSorted().join(' '));
    }
    if (expected.choices)
      expect('completes' in flag ? flag.completes : []).toEqual(expect.arrayContaining([...expected.choices]));
  });

  test('has every key of the configuration file', () => {
    expect(SETTINGS.map(({ key }) => key)).toEqual(expect.arrayContaining([...reference.configKeys]));
  });
});
