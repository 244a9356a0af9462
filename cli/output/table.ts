import type { Paint } from './paint.ts';

/** Lines of a table: upper-case heads, left-aligned cells, two blanks between columns; nothing when it has no rows. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint = (text) => text,
): string[] {
  if (rows.length === 0) return [];
  const widths = heads.map((head, column) => Math.max(...[head, ...rows.map((row) => row[column] ?? '')].map(widthOf)));
  const line = (cells: readonly string[], colour: Paint) =>
    ` ${widths.map((width, column) => padded(cells[column] ?? '', width, colour)).join('  ')} `;
  return [
    line(
      heads.map((head) => head.toUpperCase()),
      (text) => text,
    ),
    ...rows.map((cells) => line(cells, paint)),
  ];
}

/** Labels and values, one pair a line. */
export function details(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([label]) => label.length)) + 1;
  return pairs.map(([label, value]) => `${`${label}:`.padEnd(width)}  ${value}`);
}

const padded = (cell: string, width: number, colour: Paint): string => colour(cell) + ' '.repeat(width - widthOf(cell));

/** In characters as people count them, not in UTF-16 units. */
const widthOf = (text: string): number => [...text].length;
