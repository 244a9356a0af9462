import { drawnFrame, type Frame } from './frame.ts';

/** A stream that may be a terminal, as far as showing something again and again needs it. */
export interface WatchStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize' | 'error', listener: () => void): unknown;
  off(event: 'resize' | 'error', listener: () => void): unknown;
}

/** A screen of its own on a terminal. */
export interface FullScreen {
  /** Draws what there is to be seen now over what was there. */
  draw(): void;
  /** What was on the terminal before comes back. */
  leave(): void;
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?1049l';

/** The size of a terminal; one that does not say it has the usual one. */
export const sizeOf = ({ columns, rows }: WatchStream) => ({ columns: columns || 80, rows: rows || 24 });

/** Opens a screen that shows a frame, drawn anew when the terminal changes its size. However the program ends, the terminal is left in order. */
export function openFullScreen(stream: WatchStream, frame: (size: ReturnType<typeof sizeOf>) => Frame): FullScreen {
  const draw = () => {
    const size = sizeOf(stream);
    stream.write(drawnFrame(frame(size), size));
  };
  const restore = () => void stream.write(LEAVE);
  stream.write(ENTER);
  process.once('exit', restore);
  stream.on('resize', draw);
  return {
    draw,
    leave() {
      stream.off('resize', draw);
      process.off('exit', restore);
      restore();
    },
  };
}
