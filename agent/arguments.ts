import { BadUsage } from '../machines/errors.ts';
import { type Flag, type FlagName, FLAGS } from './flags.ts';

/** What was given for each flag, as text: by the command line, else by the environment. */
export type Given = ReadonlyMap<FlagName, readonly string[]>;

/** Reads command line and environment. Throws `BadUsage`. */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv): Given {
  const given = new Map<FlagName, string[]>();
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, name, attached] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    const flag = FLAGS.find((each) => each.name === name);
    if (flag === undefined) throw new BadUsage(`unexpected argument ${JSON.stringify(argument)}; see --help`);
    const before = given.get(flag.name);
    if (before !== undefined && flag.kind !== 'list') throw new BadUsage(`--${flag.name} is given twice`);
    given.set(flag.name, [...(before ?? []), valueFor(flag, attached, rest)]);
  }
  for (const flag of FLAGS) {
    const text = 'env' in flag ? env[flag.env] : undefined;
    if (text !== undefined && !given.has(flag.name)) given.set(flag.name, [fromEnvironment(flag, text)]);
  }
  return given;
}

function valueFor({ name, kind }: Flag, attached: string | undefined, rest: string[]): string {
  if (kind === 'switch') {
    if (attached !== undefined) throw new BadUsage(`--${name} takes no value`);
    return 'true';
  }
  if (attached !== undefined) return attached;
  const next = rest.shift();
  if (next === undefined || /^-./.test(next)) throw new BadUsage(`--${name} needs a value`);
  return next;
}

function fromEnvironment({ kind, env }: Flag, text: string): string {
  if (kind === 'switch' && text !== 'true' && text !== 'false') {
    throw new BadUsage(`${env} is ${JSON.stringify(text)}; it must be true or false`);
  }
  return text;
}
