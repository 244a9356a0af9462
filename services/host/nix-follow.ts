import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../../machines/errors.ts';
import { bytesReadBy } from './bytes-read.ts';
import { type NixEvent, nixEvent } from './nix-event.ts';
import { type NixProblem, nixProblem, oneLine } from './nix-problem.ts';
import { type Command, finish } from './process.ts';
import { createStallWatch } from './stall-watch.ts';

/** How a Nix command ended. */
export interface Followed {
  readonly stdout: string;
  /** Why it did not do its work; undefined: it did. */
  readonly problem: NixProblem | undefined;
}

/** Who follows a command. */
export interface Follower {
  readonly signal: AbortSignal;
  /** How long it may go on without a sign of progress. */
  readonly stallMs: number;
  /** Hears what Nix says; true: that was a sign of progress. */
  readonly heard: (event: NixEvent) => boolean;
}

const KEPT = 20;

/** Runs a Nix command and hears what it says; rejects only when the follower gives up. */
export async function follow(command: Command, { signal, stallMs, heard }: Follower): Promise<Followed> {
  const watch = createStallWatch(stallMs, signal);
  const glances = new AbortController();
  const errors: string[] = [];
  const remarks: string[] = [];
  const onLine = (stream: 'stdout' | 'stderr', line: string) => {
    const event = stream === 'stderr' ? nixEvent(line) : undefined;
    if (event === undefined) return;
    if (event.type === 'failed') keep(errors, event.message);
    if (event.type === 'said') keep(remarks, event.line);
    if (heard(event)) watch.seen();
  };
  try {
    const { exitCode, stdout } = await finish(command, {
      ...{ signal: watch.signal, onLine },
      onStart: (pid) => void watchReading(pid, { stallMs, over: glances.signal, seen: watch.seen }),
    });
    // The last error is the one that ended it.
    const said = [...errors.toReversed(), ...remarks.toReversed()];
    return { stdout, problem: exitCode === 0 ? undefined : nixProblem(said, exitCode) };
  } catch (error) {
    if (signal.aborted || !(error instanceof CommandFailed)) throw error;
    return {
      stdout: '',
      problem: watch.hasStalled ? stalled(stallMs) : { kind: 'other', text: oneLine(error.message) },
    };
  } finally {
    watch.over();
    glances.abort();
  }
}

/** Less than this between two glances is no progress: programs read a little even while they wait. */
const LITTLE_BYTES = 4096;

/** Nix tells of bytes only over HTTP; over ssh, from S3 and from files a large path is silent: that it reads tells, too. */
async function watchReading(
  pid: number,
  { stallMs, over, seen }: { readonly stallMs: number; readonly over: AbortSignal; readonly seen: () => void },
): Promise<void> {
  let before = 0;
  while (!over.aborted) {
    const bytes = await bytesReadBy(pid);
    if (bytes === undefined) return;
    if (bytes - before >= LITTLE_BYTES) seen();
    before = bytes;
    await sleep(Math.min(stallMs / 4, LONGEST_GLANCE_MS), undefined, { signal: over, ref: false }).catch(
      () => undefined,
    );
  }
}

const LONGEST_GLANCE_MS = 30_000;

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT) lines.shift();
}

const stalled = (stallMs: number): NixProblem => ({
  kind: 'stalled',
  text: `no sign of progress for ${stallMs / 1000} s`,
});
