import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CommandFailed } from '../../machines/errors.ts';
import { tellOf, type Telling } from './command-channel.ts';
import { hasCode } from './error-code.ts';
import { signalGroup } from './group.ts';
import { Head, Lines, readText, Tail } from './output.ts';

/** A command as data: never a shell string. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly timeoutMs?: number;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to its standard input, which is empty otherwise. */
  readonly input?: string;
  /** For logs: what it is for, in a few words, and for which host. */
  readonly about?: { readonly says: string; readonly host?: string };
  /** Characters that it may print on its standard output; 16 MiB unless told, for what is all kept in memory. */
  readonly maxOutput?: number;
  /** Its arguments may hold secrets: logs name the program and what it is for, and no more. */
  readonly isSecret?: true;
}

/** How a command ended. */
export interface Finished {
  readonly stdout: string;
  /** The last 64 KiB. */
  readonly stderr: string;
  /** -1 when a signal killed it. */
  readonly exitCode: number;
  readonly durationMs: number;
}

/** What the caller of a command may want besides its end. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Hears each line (ended by `\n` or `\r`) as it comes. */
  readonly onLine?: (stream: 'stdout' | 'stderr', line: string) => void;
  /** An open file that gets all it prints, instead of us; it prints on there should we be killed. */
  readonly output?: number;
  /** How long others may hold its output when it has ended; 2 s unless told. */
  readonly letGoMs?: number;
  /** Hears the id of its process, which leads its group, before anything else. */
  readonly onStart?: (pid: number) => void;
}

const STDOUT_LIMIT = 16 * 1024 * 1024;
const STDERR_LIMIT = 64 * 1024;
const GRACE_MS = 2_000;
const LET_GO_MS = 2_000;

/** Why a command failed: `detail.why` of its `CommandFailed`. */
export type CommandProblem = 'start' | 'exit' | 'limit' | 'stopped' | 'output';

/** Leaders of the process groups that we started and that have not ended, each with its end. */
const alive = new Map<number, Promise<unknown>>();

/**
 * Runs a command to its end; a failure is an error. Throws `CommandFailed` when it cannot start,
 * exits non-zero, runs past its limit or is aborted; then its whole process group is ended. What it leaves in the background when
 * it ends by itself is left there, and no longer heard.
 */
export async function run(command: Command, options: RunOptions = {}): Promise<Finished> {
  const finished = await finish(command, options);
  if (finished.exitCode === 0) return finished;
  const how = finished.exitCode === -1 ? 'was killed by a signal' : `failed with exit code ${finished.exitCode}`;
  const said = finished.stderr.trim() || finished.stdout.trim().slice(-2048);
  throw failed(command, 'exit', said ? `${how}: ${said}` : how, finished);
}

/** Like `run`, but a non-zero exit is an answer. */
export async function finish(command: Command, options: RunOptions = {}): Promise<Finished> {
  if (options.signal?.aborted) throw failed(command, 'stopped', 'was stopped before it started');
  const startedAt = performance.now();
  const telling = tellOf(command);
  const child = start(command, options);
  const closed = once(child, 'close');
  // Node tells of a failed start by `error`; `once` then rejects, and that is awaited below.
  const stop = createStop(child);
  const letGo = createLetGo(child, options.letGoMs ?? LET_GO_MS);
  const { timeoutMs, maxOutput = STDOUT_LIMIT } = command;
  const limit =
    timeoutMs && setTimeout(() => stop.because('limit', `ran past its limit of ${timeoutMs} ms`), timeoutMs);
  const abort = () => stop.because('stopped', 'was stopped');
  options.signal?.addEventListener('abort', abort, { once: true });
  const overflow = () => stop.because('output', `printed more than ${maxOutput} characters`);
  const output = collect(child, { ...heardBy(options, telling), maxOutput }, overflow);
  const ended = () => ({
    ...output(),
    exitCode: child.exitCode ?? -1,
    durationMs: Math.round(performance.now() - startedAt),
  });
  try {
    await closed;
    const finished = ended();
    telling?.ended({ ...finished, ...(stop.cause && { problem: stop.cause.what }) });
    if (stop.cause) throw failed(command, stop.cause.problem, stop.cause.what, finished);
    return finished;
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    const failure = cannotStart(command, error);
    telling?.ended({ ...ended(), exitCode: -1, problem: failure.message });
    throw failure;
  } finally {
    if (limit) clearTimeout(limit);
    letGo.over();
    stop.over();
    options.signal?.removeEventListener('abort', abort);
  }
}

/**
 * Starts a command in a session of its own that outlives this process; its output is appended to
 * a file. The id of its process, which also leads its group.
 */
export async function detach(command: Command, outputPath: string): Promise<number> {
  const output = await open(outputPath, 'a');
  try {
    const env = { ...process.env, ...command.env };
    const [program, ...rest] = command.argv;
    const child = spawn(program, rest, {
      env,
      cwd: command.cwd,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) throw new Error('it has no process id');
    return child.pid;
  } catch (error) {
    throw cannotStart(command, error);
  } finally {
    await output.close();
  }
}

/** Kills every group still alive, at once: for the last moment of a program. */
export function stopAll(): void {
  for (const leader of alive.keys()) signalGroup(leader, 'SIGKILL');
  alive.clear();
}

/** Ends when no process is left of those that were running when it was asked. */
export async function allEnded(): Promise<void> {
  await Promise.all(alive.values());
}

function start(command: Command, { output, onStart }: RunOptions): ChildProcess {
  const [program, ...rest] = command.argv;
  const child = spawn(program, rest, {
    env: { ...process.env, ...command.env },
    cwd: command.cwd,
    detached: true,
    stdio: [command.input === undefined ? 'ignore' : 'pipe', output ?? 'pipe', output ?? 'pipe'],
  });
  const { pid } = child;
  if (pid !== undefined) {
    onStart?.(pid);
    const closed = new Promise((resolve) => child.once('close', resolve));
    alive.set(
      pid,
      closed.then(() => alive.delete(pid)),
    );
  }
  // A child that ends without reading its input says so by its exit code, not by our EPIPE.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.input);
  return child;
}

/** The same, with somebody more who hears the lines. */
function heardBy(options: RunOptions, telling: Telling | undefined): RunOptions {
  if (telling === undefined) return options;
  const { onLine } = options;
  return {
    ...options,
    onLine: (stream, line) => {
      onLine?.(stream, line);
      if (stream === 'stderr') telling.said(line);
    },
  };
}

function collect(child: ChildProcess, options: RunOptions & { readonly maxOutput: number }, overflow: () => void) {
  const stdout = new Head(options.maxOutput);
  const stderr = new Tail(STDERR_LIMIT);
  const read = (name: 'stdout' | 'stderr', stream: Readable | null, keep: (text: string) => void) => {
    const lines = options.onLine && new Lines((line) => options.onLine?.(name, line));
    if (!stream) return;
    readText(stream, (text) => {
      keep(text);
      lines?.add(text);
    });
    // Also where it was let go of before its end.
    stream.on('close', () => lines?.end());
  };
  read('stdout', child.stdout, (text) => {
    stdout.add(text);
    if (stdout.isFull) overflow();
  });
  read('stderr', child.stderr, (text) => stderr.add(text));
  return () => ({ stdout: stdout.text, stderr: stderr.text });
}

/** Ends a child's group once: asked at first, killed after a grace period. */
function createStop(child: ChildProcess) {
  let cause: { readonly problem: CommandProblem; readonly what: string } | undefined;
  let kill: NodeJS.Timeout | undefined;
  return {
    get cause() {
      return cause;
    },
    because(problem: CommandProblem, what: string) {
      const { pid } = child;
      if (cause || pid === undefined) return;
      cause = { problem, what };
      signalGroup(pid, 'SIGTERM');
      kill = setTimeout(() => {
        signalGroup(pid, 'SIGKILL');
        // A descendant that left the group may hold the pipes: we no longer listen to it.
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, GRACE_MS);
    },
    over() {
      clearTimeout(kill);
      // What ignored the request and holds no pipe is still in the group.
      if (cause && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    },
  };
}

/** Lets go of a child's output a while after its end: what it has left running in the background may hold it for ever. */
function createLetGo(child: ChildProcess, graceMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const letGo = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  // What is there already is read before: timers come first when we were held up.
  child.once('exit', () => (timer = setTimeout(() => setImmediate(letGo), graceMs)));
  return { over: () => clearTimeout(timer) };
}

function cannotStart(command: Command, error: unknown): CommandFailed {
  return new CommandFailed(startProblem(command, error), { argv: command.argv, why: 'start' }, { cause: error });
}

function startProblem({ argv: [program], cwd }: Command, error: unknown): string {
  if (cwd !== undefined && !existsSync(cwd)) return `cannot run ${program}: its working folder ${cwd} does not exist`;
  if (hasCode(error, 'ENOENT')) return `${program} was not found: install it, or add its folder to PATH`;
  if (hasCode(error, 'EACCES')) return `${program} may not be executed: check its permissions`;
  return `cannot run ${program}: ${error instanceof Error ? error.message : String(error)}`;
}

function failed(command: Command, why: CommandProblem, what: string, finished?: Finished): CommandFailed {
  const { exitCode, stderr } = finished ?? { exitCode: -1, stderr: '' };
  return new CommandFailed(`${command.argv[0]} ${what}`, { argv: command.argv, why, exitCode, stderr });
}
