import { fittedWidths } from './fitted-widths.ts';
import type { Paint } from './paint.ts';
import { printable } from '../../services/host/printable.ts';
import { cut, widthOf } from './width.ts';

/** A column of a table; a text alone is the head of one that keeps its cells whole while there is room elsewhere. */
export type Column = string | ShrinkingColumn;

/** A column that gives way when the table is too wide for the terminal. */
export interface ShrinkingColumn {
  readonly head: string;
  /** A cell in fewer columns of the terminal. */
  readonly shrink: (cell: string, room: number) => string;
}

/** How a table is to look; a `Screen` says so, too. */
export interface TableLook {
  readonly paint: Paint;
  /** Columns of the terminal; null, or 0 of one that does not know: every cell as long as it is. */
  readonly width: number | null;
}

/** Blanks that a line has for each of its columns. */
const GAP = 2;
const UNPAINTED: TableLook = { paint: (text) => text, width: null };

/** A column whose cells lose their ends. */
export const cutting = (head: string): ShrinkingColumn => ({ head, shrink: cut });

/**
 * Lines of a table: upper-case heads, left-aligned cells, two blanks between columns; nothing when it has no rows. Cells
 * are texts from anywhere: they cannot command the terminal. No line is longer than the width, if each column has three.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  look: Paint | TableLook = UNPAINTED,
): string[] {
  if (rows.length === 0) return [];
  const { paint, width } = typeof look === 'function' ? { paint: look, width: null } : look;
  const heads = columns.map((column) => (typeof column === 'string' ? column : column.head).toUpperCase());
  const cells = rows.map((row) => columns.map((_, index) => printable(row[index] ?? '')));
  const natural = heads.map((head, index) => widest(head, cells, index));
  const gentle = columns.map((column, index) =>
    typeof column === 'string' ? (natural[index] ?? 0) : widthOf(column.head),
  );
  const widths = !width ? natural : fittedWidths(natural, gentle, width - GAP * natural.length);
  const line = (texts: readonly string[], colour: Paint) =>
    ` ${widths.map((room, index) => cell(texts[index] ?? '', { room, shrink: shrinkOf(columns[index]), colour })).join('  ')} `;
  return [line(heads, UNPAINTED.paint), ...cells.map((texts) => line(texts, paint))];
}

/** Labels and values, one pair a line. */
export function details(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([label]) => widthOf(label))) + 1;
  return pairs.map(([label, value]) => `${label}:${' '.repeat(width - widthOf(label) - 1)}  ${value}`);
}

/** Not with `Math.max(...)`: so many arguments overflow the stack. */
function widest(head: string, rows: readonly (readonly string[])[], index: number): number {
  let width = widthOf(head);
  for (const row of rows) width = Math.max(width, widthOf(row[index] ?? ''));
  return width;
}

const shrinkOf = (column: Column | undefined): ShrinkingColumn['shrink'] =>
  typeof column === 'object' ? column.shrink : cut;

/** How one cell is written. */
interface CellLook {
  readonly room: number;
  readonly shrink: ShrinkingColumn['shrink'];
  readonly colour: Paint;
}

/** What is cut off is no reason to lose its colour. */
function cell(text: string, { room, shrink, colour }: CellLook): string {
  const width = widthOf(text);
  if (width <= room) return colour(text) + ' '.repeat(room - width);
  const short = cut(shrink(text, room), room);
  return colour(text).replace(text, () => short) + ' '.repeat(room - widthOf(short));
}
