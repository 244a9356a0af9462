import { clock } from './moment.ts';

/** Shows how something goes on: lines that stay, and below them a status that changes. */
export interface Progress {
  line(text: string): void;
  /** `below`: more lines under it. */
  status(text: string, below?: readonly string[]): void;
  /** Takes the status away; the lines stay. */
  end(): void;
}

/** Where progress is shown, and the clock it reads. */
export interface ProgressOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number; readonly rows?: number };
  readonly isTerminal: boolean;
  readonly now: () => Date;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
const CLEAR_LINE = '\r\u001b[2K';
const LINE_UP = '\u001b[1A';

/** On a terminal a live status with a spinner and the time since the start; elsewhere only lines, with their time. */
export const createProgress = (options: ProgressOptions): Progress =>
  options.isTerminal ? live(options) : plain(options);

function plain({ stream, now }: ProgressOptions): Progress {
  return {
    line: (text) => void stream.write(`${now().toISOString().slice(0, 19)}Z ${text}\n`),
    status: () => undefined,
    end: () => undefined,
  };
}

function live({ stream, now }: ProgressOptions): Progress {
  const startedAt = now().getTime();
  let status: string | undefined;
  let below: readonly string[] = [];
  let drawn = 0;
  let frame = 0;
  const cleared = () => {
    const clear = CLEAR_LINE + `${LINE_UP}${CLEAR_LINE}`.repeat(drawn);
    drawn = 0;
    return clear;
  };
  const draw = () => {
    if (status === undefined) return;
    const time = clock(now().getTime() - startedAt);
    // A line that wraps could not be cleared, nor one that has left the screen. A terminal that does not know its size says 0.
    const columns = stream.columns || 80;
    const first = `${FRAMES[frame % FRAMES.length] ?? ''} ${cut(status, columns - `  ${time}  `.length - 1)}  ${time}`;
    const more = below.slice(0, Math.max((stream.rows || 24) - 2, 0)).map((text) => `\n${cut(text, columns - 1)}`);
    stream.write(`${cleared()}${first}${more.join('')}`);
    drawn = more.length;
  };
  const spin = setInterval(() => {
    frame += 1;
    draw();
  }, FRAME_MS);
  spin.unref();
  return {
    line(text) {
      stream.write(`${cleared()}${text}\n`);
      draw();
    },
    status(text, more = []) {
      status = text;
      below = more;
      draw();
    },
    end() {
      clearInterval(spin);
      if (status !== undefined) stream.write(cleared());
      status = undefined;
    },
  };
}

function cut(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room ? text : `${characters.slice(0, Math.max(room - 1, 0)).join('')}…`;
}
