import { openFullScreen, type WatchStream } from '../output/full-screen.ts';
import type { ReplayKey } from './keys.ts';
import { type Replay, replayFrame, replayLines } from './replay-frame.ts';

/** Where steps are replayed, and at which pace. */
export interface ReplayParts {
  readonly stream: WatchStream;
  /** Hears what is pressed; gives back how to end that. Absent: nobody is there to press anything, and all steps are written. */
  readonly hearKeys?: ((hear: (key: ReplayKey) => void) => () => void) | undefined;
  /** From one step to the next; absent: a key is waited for, or nothing. */
  readonly delayMs?: number | undefined;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** Shows the steps one by one until the last, as it plays by itself, or until it is ended. */
export function replayed(replay: Replay, parts: ReplayParts): Promise<void> {
  return parts.hearKeys === undefined ? allWritten(replay, parts) : onScreen(replay, parts);
}

/** Which step a key leads to, of so many; undefined: to the end. */
export function stepAfter(index: number, key: ReplayKey, count: number): number | undefined {
  switch (key) {
    case 'next':
      return Math.min(index + 1, count - 1);
    case 'back':
      return Math.max(index - 1, 0);
    case 'first':
      return 0;
    case 'last':
      return count - 1;
    case 'end':
      return undefined;
  }
}

async function allWritten(replay: Replay, { stream, delayMs, sleep, signal }: ReplayParts): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  stream.on('error', leave);
  const until = AbortSignal.any([signal, gone.signal]);
  try {
    for (const index of replay.steps.keys()) {
      if (index > 0 && delayMs !== undefined) await sleep(delayMs, until).catch(() => undefined);
      if (until.aborted) return;
      stream.write(`${[...(index > 0 ? [''] : []), ...replayLines(replay, index, widthIn(stream))].join('\n')}\n`);
    }
  } finally {
    stream.off('error', leave);
  }
}

async function onScreen(replay: Replay, parts: ReplayParts): Promise<void> {
  const { stream, hearKeys, delayMs, signal } = parts;
  const count = replay.steps.length;
  let index = 0;
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const screen = openFullScreen(stream, (size) =>
    replayFrame(replay, index, size, keysText({ index, count, plays: delayMs !== undefined })),
  );
  const unhear = hearKeys?.((key) => {
    const next = stepAfter(index, key, count);
    if (next === undefined) return ended.abort();
    index = next;
    screen.draw();
  });
  try {
    screen.draw();
    if (delayMs === undefined) await aborted(until);
    else
      while (!until.aborted) {
        await parts.sleep(delayMs, until).catch(() => undefined);
        if (until.aborted || index === count - 1) break;
        index += 1;
        screen.draw();
      }
  } finally {
    unhear?.();
    screen.leave();
  }
  // The screen is gone: what was last seen on it stays.
  stream.write(`${replayLines(replay, index, widthIn(stream)).join('\n')}\n`);
}

const widthIn = ({ isTTY, columns }: WatchStream): number | null => (isTTY ? columns || 80 : null);

function keysText(at: { readonly index: number; readonly count: number; readonly plays: boolean }): string {
  const { index, count, plays } = at;
  const ways = [
    ...(index === count - 1 ? ['this is the last step'] : ['Enter or → next']),
    ...(index > 0 ? ['← back'] : []),
    'q ends it',
  ];
  return `${plays ? 'plays by itself · ' : ''}${ways.join(' · ')}`;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
