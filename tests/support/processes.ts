import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Lines, readText } from '../../services/host/output.ts';
import { signalGroup } from '../../services/host/group.ts';

/** What to run. The environment is all that the process gets. */
export interface Launch {
  readonly argv: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** A process that runs beside us, the leader of a group; what it says goes to a file. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** How it ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** It was asked to end, did not, and was killed. */
  readonly wasForced: boolean;
  /** Ends it and waits for that; its whole group when it does not listen within ten seconds. */
  stop(): Promise<void>;
  /** Kills it, alone, as an accident would. */
  kill(): Promise<void>;
}

/** How a command ended and what it said. */
export interface Ended {
  /** -1 when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  /** Both streams, line by line as they came. */
  readonly said: string;
}

const PATIENCE_MS = 10_000;

/** Starts a program; what it says is appended to `logPath`. */
export async function startProgram(name: string, launch: Launch, logPath: string): Promise<Program> {
  const log = openSync(logPath, 'a');
  const child = launched(launch, ['ignore', log, log]);
  closeSync(log);
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process id`);
  const ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? -1);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  let wasForced = false;
  const send = (signal: NodeJS.Signals) => void (isRunning() && child.kill(signal));
  return {
    name,
    pid,
    logPath,
    ended,
    get wasForced() {
      return wasForced;
    },
    async stop() {
      const impatience = setTimeout(() => {
        wasForced = isRunning();
        signalGroup(pid, 'SIGKILL');
      }, PATIENCE_MS);
      send('SIGTERM');
      await ended;
      clearTimeout(impatience);
    },
    async kill() {
      send('SIGKILL');
      await ended;
    },
  };
}

/** Runs a command to its end; an abort ends its group at once. `onLine` hears both streams as they come. */
export async function runToEnd(
  launch: Launch,
  { onLine, signal }: { onLine?: (line: string) => void; signal?: AbortSignal | undefined } = {},
): Promise<Ended> {
  signal?.throwIfAborted();
  const child = launched(launch, ['ignore', 'pipe', 'pipe']);
  const closed = once(child, 'close');
  const said: string[] = [];
  const outputs: string[] = [];
  const hear = (line: string) => {
    said.push(line);
    onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    const lines = new Lines(hear);
    readText(stream, (text) => {
      if (stream === child.stdout) outputs.push(text);
      lines.add(text);
    });
    stream.on('end', () => lines.end());
  }
  const abort = () => void (child.pid && signalGroup(child.pid, 'SIGKILL'));
  signal?.addEventListener('abort', abort);
  await closed.finally(() => signal?.removeEventListener('abort', abort));
  signal?.throwIfAborted();
  return { exitCode: child.exitCode ?? -1, stdout: outputs.join(''), said: said.join('\n') };
}

/** The last lines of a program's log. */
export const lastWords = (logPath: string, lines = 6): string[] =>
  readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-lines);

function launched({ argv: [file, ...rest], env, cwd }: Launch, stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
  return spawn(file, rest, { env, cwd, stdio, detached: true });
}
