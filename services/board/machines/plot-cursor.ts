import type { PlotRow } from './health-plot.ts';

/** The mark that is looked at: which row, and which mark of it. */
export interface PlotCursor {
  readonly row: number;
  readonly mark: number;
}

/** Where a key leads; undefined: the key means nothing here. The first key of all leads to the newest result. */
export function cursorAfterKey(
  key: string,
  cursor: PlotCursor | undefined,
  rows: readonly Pick<PlotRow, 'marks'>[],
): PlotCursor | undefined {
  const isKey = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key);
  const row = rows[cursor?.row ?? 0];
  if (!isKey || row === undefined) return undefined;
  const last = row.marks.length - 1;
  if (cursor === undefined) return { row: 0, mark: last };
  switch (key) {
    case 'ArrowLeft':
      return { ...cursor, mark: Math.max(0, cursor.mark - 1) };
    case 'ArrowRight':
      return { ...cursor, mark: Math.min(last, cursor.mark + 1) };
    case 'Home':
      return { ...cursor, mark: 0 };
    case 'End':
      return { ...cursor, mark: last };
    default:
      return besides(cursor, key === 'ArrowUp' ? -1 : 1, rows);
  }
}

/** The mark of the row above or below that is nearest in time. */
function besides(cursor: PlotCursor, by: number, rows: readonly Pick<PlotRow, 'marks'>[]): PlotCursor {
  const to = Math.max(0, Math.min(rows.length - 1, cursor.row + by));
  const x = rows[cursor.row]?.marks[cursor.mark]?.x ?? 0;
  const marks = rows[to]?.marks ?? [];
  const distances = marks.map((mark) => Math.abs(mark.x - x));
  return { row: to, mark: Math.max(0, distances.indexOf(Math.min(...distances))) };
}
