import { cut, widthOf } from './width.ts';

/** A terminal, as far as a block on it needs to know. One that does not know its size says 0. */
export interface BlockStream {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

/** What stands in the block: a status with lines above and below it. */
export interface BlockContent {
  readonly above: readonly string[];
  readonly status: string;
  /** Stands behind the status, which is cut for it. */
  readonly time: string;
  readonly below: readonly string[];
}

const TO_LINE_START = '\r';
const UP = (lines: number) => (lines > 0 ? `\u001b[${lines}A` : '');
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_TO_END_OF_SCREEN = '\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Lines at the end of a terminal that are drawn over again and again, each time with one write; what is written meanwhile stands above. */
export class LiveBlock {
  readonly #stream: BlockStream;
  #drawn: readonly string[] = [];

  constructor(stream: BlockStream) {
    this.#stream = stream;
  }

  /** Draws the block; `lines` go above it and stay. */
  draw(content: BlockContent, lines: readonly string[] = []): void {
    const next = blockLines(content, this.#stream);
    const begin = this.#drawn.length === 0 ? HIDE_CURSOR : this.#toTop();
    const stay = lines.map((line) => `${line}\n`).join('');
    const block = next.map((line) => `${line}${CLEAR_TO_END_OF_LINE}`).join('\n');
    const over = stay === '' ? '' : CLEAR_TO_END_OF_SCREEN;
    this.#stream.write(`${begin}${over}${stay}${block}${CLEAR_TO_END_OF_SCREEN}`);
    this.#drawn = next;
  }

  /** Takes it away. */
  clear(): void {
    if (this.#drawn.length > 0) this.#stream.write(`${this.#toTop()}${CLEAR_TO_END_OF_SCREEN}${SHOW_CURSOR}`);
    this.#drawn = [];
  }

  /** To the beginning of its first line; a terminal that has become narrower has wrapped the lines. */
  #toTop(): string {
    const columns = this.#stream.columns || DEFAULT_COLUMNS;
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return TO_LINE_START + UP(rows - 1);
  }
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** The lines of a block that fit: none wraps, and they are fewer than the rows of the screen. The status stands before all others. */
export function blockLines(
  { above, status, time, below }: BlockContent,
  { columns, rows }: Pick<BlockStream, 'columns' | 'rows'>,
): string[] {
  const width = Math.max((columns || DEFAULT_COLUMNS) - 1, 1);
  // One row is left for where the cursor goes.
  const room = Math.max((rows || DEFAULT_ROWS) - 1, 1);
  const lower = fitting(below, room - 1);
  const upper = above.slice(Math.max(above.length - (room - 1 - lower.length), 0));
  const head = cut(`${cut(status, Math.max(width - widthOf(time) - 2, 1))}  ${time}`, width);
  return [...upper.map((line) => cut(line, width)), head, ...lower.map((line) => cut(line, width))];
}

/** The first lines, and how many more there are. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  return room < 1 ? [] : [...lines.slice(0, room - 1), `  and ${lines.length - room + 1} more`];
}
