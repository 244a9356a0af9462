import { FleetError } from '../../machines/errors.ts';
import { failureText } from '../failure-text.ts';
import type { ExitCode } from '../line/verb.ts';
import type { Session } from '../session.ts';
import { openFullScreen, sizeOf, type WatchStream } from './full-screen.ts';
import { dayAndTime } from './moment.ts';
import { printable } from '../../services/host/printable.ts';
import { type Sight, sightLines } from './sight.ts';

/** What to look at again and again. */
export interface Looking {
  /** Looks once; the signal gives the look up. */
  readonly look: (signal: AbortSignal) => Promise<Sight>;
  /** At least 1. */
  readonly intervalSeconds: number;
}

/** Where it is shown, how time goes there, and until when. */
export interface WatchParts {
  readonly stream: WatchStream;
  readonly isTerminal: boolean;
  readonly note: (line: string) => void;
  readonly now: () => Date;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** Shows something until it has ended or Ctrl-C: with what it then ends, 0 for Ctrl-C. */
export async function watched(looking: Looking, session: Pick<Session, 'screen' | 'interruption'>): Promise<ExitCode> {
  const { stdout } = process;
  const { setTimeout: sleep } = await import('node:timers/promises');
  return keepLooking(looking, {
    stream: stdout,
    isTerminal: stdout.isTTY && process.env['TERM'] !== 'dumb',
    note: session.screen.note,
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    signal: session.interruption(),
  });
}

/** The same with parts of one's own. The first look must succeed; one that fails later is told of, and tried again. */
export async function keepLooking(looking: Looking, parts: WatchParts): Promise<ExitCode> {
  const first = await unlessAborted(looking.look(parts.signal), parts.signal);
  if (first === undefined) return 0;
  const gone = new AbortController();
  const leave = () => gone.abort();
  // Nobody reads any more (`| head`): there is nobody to show it to.
  parts.stream.on('error', leave);
  const signal = AbortSignal.any([parts.signal, gone.signal]);
  try {
    const show = parts.isTerminal ? onTerminal : inPipe;
    return await show({ ...looking, first }, { ...parts, signal });
  } finally {
    parts.stream.off('error', leave);
  }
}

interface Begun extends Looking {
  readonly first: Sight;
}

/** One frame over the other on a screen of its own, which is gone afterwards; the last sight stays. */
async function onTerminal(begun: Begun, { stream, now, ...parts }: WatchParts): Promise<ExitCode> {
  const lasting = begun.intervalSeconds;
  let [sight, failure, at] = [begun.first, [] as string[], now()];
  const screen = openFullScreen(stream, ({ columns }) => {
    const foot = [...(sight.summary === undefined ? [] : [sight.summary]), ...failure.map(printable)];
    return { head: headOf(at, lasting), lines: sight.lines(columns), foot };
  });
  try {
    screen.draw();
    while (sight.end === undefined) {
      const next = await nextSight(begun, { ...parts, stream, now });
      if (next === undefined) return 0;
      at = now();
      if ('lines' in next) [sight, failure] = [next, []];
      else failure = failureText(next).split('\n');
      screen.draw();
    }
  } finally {
    screen.leave();
  }
  stream.write(`${sightLines(sight, sizeOf(stream).columns).join('\n')}\n`);
  return sight.end;
}

/** One below the other, with a blank line between them. */
async function inPipe(begun: Begun, parts: WatchParts): Promise<ExitCode> {
  let sight = begun.first;
  const { stream, note, now } = parts;
  const show = () =>
    void stream.write(`${[headOf(now(), begun.intervalSeconds), '', ...sightLines(sight, null)].join('\n')}\n`);
  show();
  while (sight.end === undefined) {
    const next = await nextSight(begun, parts);
    if (next === undefined) return 0;
    if ('lines' in next) {
      sight = next;
      stream.write('\n');
      show();
    } else note(failureText(next));
  }
  return sight.end;
}

/** What is seen next, or why nothing is; undefined: nobody wants to know any more. */
async function nextSight(
  { look, intervalSeconds }: Looking,
  parts: WatchParts,
): Promise<Sight | FleetError | undefined> {
  const { signal, sleep } = parts;
  const slept = await unlessAborted(
    sleep(intervalSeconds * 1000, signal).then(() => true),
    signal,
  );
  if (slept === undefined) return undefined;
  return unlessAborted(
    look(signal).catch((error: unknown) => {
      if (error instanceof FleetError) return error;
      throw error;
    }),
    signal,
  );
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  try {
    const value = await promise;
    return signal.aborted ? undefined : value;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

const headOf = (now: Date, intervalSeconds: number): string =>
  `${dayAndTime(now)} · every ${intervalSeconds} s · Ctrl-C ends it`;
