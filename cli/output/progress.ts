import { clock } from './moment.ts';

/** Shows how something goes on: lines that stay, and below them a status that changes. */
export interface Progress {
  line(text: string): void;
  status(text: string): void;
  /** Takes the status away; the lines stay. */
  end(): void;
}

/** Where progress is shown, and the clock it reads. */
export interface ProgressOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number };
  readonly isTerminal: boolean;
  readonly now: () => Date;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
const CLEAR_LINE = '\r\u001b[2K';

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
  let frame = 0;
  const draw = () => {
    if (status === undefined) return;
    const time = clock(now().getTime() - startedAt);
    // A line that wraps could not be cleared. A terminal that does not know its width says 0.
    const room = (stream.columns || 80) - `  ${time}  `.length - 1;
    stream.write(`${CLEAR_LINE}${FRAMES[frame % FRAMES.length] ?? ''} ${cut(status, room)}  ${time}`);
  };
  const spin = setInterval(() => {
    frame += 1;
    draw();
  }, FRAME_MS);
  spin.unref();
  return {
    line(text) {
      stream.write(`${CLEAR_LINE}${text}\n`);
      draw();
    },
    status(text) {
      status = text;
      draw();
    },
    end() {
      clearInterval(spin);
      if (status !== undefined) stream.write(CLEAR_LINE);
      status = undefined;
    },
  };
}

function cut(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room ? text : `${characters.slice(0, Math.max(room - 1, 0)).join('')}…`;
}
