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
    const text = `${FRAMES[frame % FRAMES.length] ?? ''} ${status}  ${clock(now().getTime() - startedAt)}`;
    // A line that wraps could not be cleared.
    stream.write(`${CLEAR_LINE}${[...text].slice(0, (stream.columns ?? 80) - 1).join('')}`);
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
