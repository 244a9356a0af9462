import { type ArgDef, type ArgsDef, type CommandDef, defineCommand } from 'citty';
import type { Completion, Flag, Flags } from './flags.ts';
import { takesValue } from './tokens.ts';
import type { Explained, LineRules, Verb } from './verb.ts';

/** A verb as citty models commands, with all that its pages say of each operand and flag. Hidden flags are left out. */
export function command(name: string, says: string, verb: Documented): CommandDef<ArgsDef> {
  return defineCommand({
    meta: { name, description: says },
    args: { ...operandArguments(verb), ...flagArguments(verb.flags, verb) },
  });
}

/** What the pages need of a verb. */
export type Documented = LineRules & Explained & Pick<Verb, 'completes'>;

/** Flags as citty models them. */
export const flagArguments = (flags: Flags, rules: Partial<LineRules> = {}): ArgsDef =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([, flag]) => !('isHidden' in flag && flag.isHidden))
      .map(([name, flag]) => [name, flagArgument(name, flag, rules)]),
  );

function flagArgument(name: string, flag: Flag, rules: Partial<LineRules>): ArgDef {
  const description = [flag.says + choicesOf(flag) + defaultOf(flag), ...remarks(name, flag, rules)].join(' ');
  const required = rules.required?.includes(name) === true ? { required: true } : {};
  if (!takesValue(flag))
    return { type: 'boolean', description, ...('short' in flag && flag.short ? { alias: flag.short } : {}) };
  const valueHint = flag.kind === 'list' ? `${flag.hint},…` : flag.hint;
  return { type: 'string', description, valueHint, ...required };
}

/** Fixed words that the sentence does not name. */
function choicesOf(flag: Flag): string {
  const choices = 'completes' in flag && Array.isArray(flag.completes) ? flag.completes : [];
  return choices.every((word: string) => flag.says.includes(word)) ? '' : `: ${choices.join(', ')}`;
}

const defaultOf = (flag: Flag): string =>
  'default' in flag && flag.default !== undefined ? `; default: ${flag.default}` : '';

/** What goes with the flag and what does not, and where else it can be said. */
function remarks(name: string, flag: Flag, rules: Partial<LineRules>): string[] {
  const { conflicts = [], needs = [], required = [] } = rules;
  const needed = needs.filter(([one]) => one === name).map(([, other]) => other);
  const opposed = conflicts.flatMap(([one, other]) => (one === name ? [other] : other === name ? [one] : []));
  return [
    ...(required.includes(name) ? ['(required)'] : []),
    ...(needed.length > 0 ? [`(only with ${dashed(needed)})`] : []),
    ...(opposed.length > 0 ? [`(not with ${dashed(opposed)})`] : []),
    ...('env' in flag && flag.env ? [`[env: ${flag.env}]`] : []),
  ];
}

const dashed = (names: readonly string[]): string => [...new Set(names)].map((name) => `--${name}`).join(', ');

function operandArguments({ operands, completes = {}, explains = {} }: Documented): ArgsDef {
  return Object.fromEntries(
    operands.map((operand) => {
      const name = operand.replace(/\?$/, '');
      const description = explains[name] ?? kindSays(completes[name]);
      return [name, { type: 'positional', description, required: operand === name }];
    }),
  );
}

const KINDS = {
  host: 'Name of a host',
  machine: 'Id of a machine',
  release: 'Id of a release',
  rollout: 'Id of a rollout',
  tag: 'A tag',
  key: 'Id of an API key',
  actor: 'Address of an actor, as rollout:r-7f3a',
  chart: 'A statechart, or the address of an actor',
  log: 'Name of a log',
  file: 'Path of a file',
  folder: 'Path of a folder',
} as const;

function kindSays(completes: Completion | undefined): string {
  if (completes === undefined) return '';
  return typeof completes === 'string' ? KINDS[completes] : `One of ${completes.join(', ')}`;
}
