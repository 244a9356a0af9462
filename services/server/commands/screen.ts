import type { Screen } from './command.ts';

/** Where lines go: a stream, perhaps a terminal. */
export interface ScreenTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\x1b[K';

/** Lines on one stream; how far it is on another, in one line that is written over, where a person watches. */
export function createScreen(out: ScreenTarget, progress: ScreenTarget): Screen {
  let isDirty = false;
  return {
    say(line) {
      if (isDirty) progress.write(CLEAR_LINE);
      isDirty = false;
      out.write(`${line}\n`);
    },
    progress(line) {
      if (!progress.isTTY) return;
      progress.write(`${CLEAR_LINE}${line}`);
      isDirty = true;
    },
  };
}
