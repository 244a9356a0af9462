import { CommandFailed } from '../../machines/errors.ts';
import { withoutSecrets } from './cache-url.ts';
import {
  absentPathsCommand,
  type ClosureStore,
  closuresCommand,
  derivationClosuresCommand,
} from './closure-commands.ts';
import { closuresIn, type KnownClosure } from './closure-graph.ts';
import { nixEnv } from './nix.ts';
import type { Followed } from './nix-follow.ts';
import { nixProblem } from './nix-problem.ts';
import { type Command, finish } from './process.ts';
import { nixSshEnv } from './ssh/ssh-command.ts';

type Closures = ReadonlyMap<string, KnownClosure>;

/** What was found of closures. */
export interface FoundClosures {
  readonly closures: Closures;
  /** Stores that could not be asked, and why. */
  readonly problems: readonly string[];
}

/** As many as fit into one command line. */
const AT_ONCE = 1_000;

/** No other store is asked than the one that is named, and one that is away is given up soon. */
const QUICK = [
  ...['substitute = false', 'connect-timeout = 10', 'stalled-download-timeout = 20', 'download-attempts = 2'],
] as const;

/**
 * The closures of systems: from the store of this machine, else from the first of the caches that has them. What is found
 * nowhere is left out. Nothing is fetched or built. Throws `CommandFailed` when there is no Nix, and when it is stopped.
 */
export async function closuresOf(
  systems: readonly string[],
  caches: readonly string[],
  signal: AbortSignal,
): Promise<FoundClosures> {
  const closures = new Map<string, KnownClosure>();
  const problems: string[] = [];
  for (const store of [null, ...caches]) {
    const missing = [...new Set(systems)].filter((path) => !closures.has(path));
    const look = await lookedUp(missing, (some) => foundIn(store, some, closuresCommand, signal));
    for (const [path, closure] of look.closures) closures.set(path, closure);
    if (look.problem !== undefined)
      problems.push(`${store === null ? 'the store of this machine' : withoutSecrets(store)}: ${look.problem}`);
  }
  return { closures, problems };
}

/** What derivations in the store of this machine need to be built, as derivations; those that it does not have are left out. */
export async function derivationClosuresOf(derivations: readonly string[], signal: AbortSignal): Promise<Closures> {
  const look = await lookedUp(derivations, (some) => foundIn(null, some, derivationClosuresCommand, signal));
  return new Map([...look.closures].map(([path, closure]) => [path, derivationsIn(closure)]));
}

interface Look {
  readonly closures: Closures;
  readonly problem?: string | undefined;
}

/** Looks for as many as a command line takes at a time, until there is a problem. */
async function lookedUp(paths: readonly string[], look: (some: readonly string[]) => Promise<Look>): Promise<Look> {
  const closures = new Map<string, KnownClosure>();
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const { closures: found, problem } = await look(paths.slice(start, start + AT_ONCE));
    for (const [path, closure] of found) closures.set(path, closure);
    if (problem !== undefined) return { closures, problem };
  }
  return { closures };
}

/** Makes the command that tells the closures of paths in a store. */
type Telling = (paths: readonly string[], store: ClosureStore) => Command;

async function foundIn(
  store: ClosureStore,
  paths: readonly string[],
  telling: Telling,
  signal: AbortSignal,
): Promise<Look> {
  const { stdout, problem } = await asked(absentPathsCommand(paths, store), signal);
  if (problem) return { closures: new Map(), problem: problem.text };
  const absent = new Set(stdout.split('\n'));
  const there = paths.filter((path) => !absent.has(path));
  return told((some) => telling(some, store), there, signal);
}

/**
 * All closures in one answer. A store may have a path and not all that it needs, which fails the answer as a whole: then
 * it is asked for halves, until what cannot be told stands alone.
 */
async function told(
  command: (some: readonly string[]) => Command,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Look> {
  if (paths.length === 0) return { closures: new Map() };
  const { stdout, problem } = await asked(command(paths), signal);
  if (!problem) return { closures: closuresIn(stdout, paths) };
  if (problem.kind !== 'absent') return { closures: new Map(), problem: problem.text };
  if (paths.length === 1) return { closures: new Map() };
  const middle = Math.ceil(paths.length / 2);
  const first = await told(command, paths.slice(0, middle), signal);
  const second = await told(command, paths.slice(middle), signal);
  return { closures: new Map([...first.closures, ...second.closures]), problem: first.problem ?? second.problem };
}

async function asked(command: Command, signal: AbortSignal): Promise<Followed> {
  const quick = nixEnv(process.env, ...QUICK);
  try {
    const { exitCode, stdout, stderr } = await finish(
      { ...command, env: { ...quick, ...nixSshEnv(process.env) } },
      { signal },
    );
    const said = stderr.split('\n').toReversed();
    return { stdout, problem: exitCode === 0 ? undefined : nixProblem(said, exitCode) };
  } catch (error) {
    const isOurs = error instanceof CommandFailed && ['limit', 'output'].includes(String(error.detail['why']));
    if (!isOurs) throw error;
    return { stdout: '', problem: { kind: 'other', text: error.message } };
  }
}

/** Sources and scripts are no packages, and of what is not built nobody knows the size. */
const derivationsIn = (closure: KnownClosure): KnownClosure => ({
  ...closure,
  paths: closure.paths.filter(({ path }) => path.endsWith('.drv')).map((path) => ({ ...path, narBytes: 0 })),
});
