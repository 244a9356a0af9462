import { type BlockStream, LiveBlock } from './live-block.ts';
import { clock } from './moment.ts';

/** Shows how something goes on: lines that stay, and below them a status that changes. */
export interface Progress {
  line(text: string): void;
  /** `below`: more lines under it. */
  status(text: string, below?: readonly string[]): void;
  /** How far it is, from 0 to 1: how long it may take follows from it. */
  reached?(fraction: number): void;
  /** Takes the status away; the lines stay. */
  end(): void;
}

/** Progress on a terminal, which other things can be written beside. */
export interface LiveProgress extends Progress {
  /** Shows these lines above the status; the last ones, where there is no room. */
  window(lines: readonly string[]): void;
  /** Takes all away for as long as something else writes to the terminal. */
  aside(write: () => void): void;
}

/** Where progress is shown, and the clock it reads. */
export interface ProgressOptions {
  readonly stream: BlockStream;
  readonly now: () => Date;
  /** How long it took the last time. */
  readonly expectedMs?: number | undefined;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** Less of it says nothing of the rest. */
const TELLING_FRACTION = 0.1;

/** Progress in a pipe: lines with their time. */
export const plainProgress = ({ stream, now }: Pick<ProgressOptions, 'stream' | 'now'>): Progress => ({
  line: (text) => void stream.write(`${now().toISOString().slice(0, 19)}Z ${text}\n`),
  status: () => undefined,
  end: () => undefined,
});

/** Progress on a terminal: a live status with a spinner, the time since the start, and how long it may take. */
export function liveProgress({ stream, now, expectedMs }: ProgressOptions): LiveProgress {
  const startedAt = now().getTime();
  const block = new LiveBlock(stream);
  let status: string | undefined;
  let below: readonly string[] = [];
  let above: readonly string[] = [];
  let fraction = 0;
  let frame = 0;
  const draw = (lines: readonly string[] = []) => {
    if (status === undefined) return lines.forEach((line) => stream.write(`${line}\n`));
    const elapsedMs = now().getTime() - startedAt;
    const spinner = FRAMES[frame % FRAMES.length] ?? '';
    const time = timeOf(elapsedMs, expectedMs ?? foreseenMs(elapsedMs, fraction));
    block.draw({ above, status: `${spinner} ${status}`, time, below }, lines);
  };
  const spin = setInterval(() => {
    frame += 1;
    draw();
  }, FRAME_MS);
  spin.unref();
  return {
    line: (text) => draw([text]),
    status(text, more = []) {
      [status, below] = [text, more];
      draw();
    },
    reached: (part) => void (fraction = part),
    window(lines) {
      above = lines;
      draw();
    },
    aside(write) {
      block.clear();
      write();
      draw();
    },
    end() {
      clearInterval(spin);
      block.clear();
      status = undefined;
    },
  };
}

/** How long all of it takes when the rest goes as fast as what is done. */
export const foreseenMs = (elapsedMs: number, fraction: number): number | undefined =>
  fraction >= TELLING_FRACTION && fraction < 1 ? elapsedMs / fraction : undefined;

/** The time since the start; the time it may take is left out once it has passed. */
export const timeOf = (elapsedMs: number, expectedMs: number | undefined): string =>
  expectedMs === undefined || expectedMs <= elapsedMs
    ? clock(elapsedMs)
    : `${clock(elapsedMs)} of about ${clock(expectedMs)}`;
