import { cut } from './width.ts';

/** What a screen of a terminal shows. */
export interface Frame {
  readonly head: string;
  /** Cut where the screen ends, with how many there are more. */
  readonly lines: readonly string[];
  /** Stand below in any case. */
  readonly foot: readonly string[];
}

/** The size of a terminal. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** What draws a frame over the one before it, in one piece: nothing is taken away before what is new stands there. */
export function drawnFrame({ head, lines, foot }: Frame, { columns, rows }: FrameSize): string {
  const below = foot.slice(0, Math.max(0, rows - 3));
  const room = Math.max(1, rows - 2 - (below.length > 0 ? below.length + 1 : 0));
  const shown = [head, '', ...shortened(lines, room), ...(below.length > 0 ? ['', ...below] : [])];
  const drawn = shown.slice(0, rows).map((line) => `${cut(line, columns)}${CLEAR_LINE_END}`);
  return `${HOME}${drawn.join('\n')}${CLEAR_BELOW}`;
}

function shortened(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const kept = lines.slice(0, room - 1);
  return [...kept, `and ${lines.length - kept.length} more`];
}
