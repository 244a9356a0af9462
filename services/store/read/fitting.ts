/** How many of these rows have together at most `most` of what `weightOf` counts; at least one, so that a list goes on. */
export function fitting<Row>(rows: readonly Row[], most: number, weightOf: (row: Row) => number): number {
  let total = 0;
  const tooMuch = rows.findIndex((row) => (total += weightOf(row)) > most);
  return tooMuch === -1 ? rows.length : Math.max(1, tooMuch);
}
