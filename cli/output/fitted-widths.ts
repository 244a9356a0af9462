/**
 * Widths of columns that together need no more than `room`: first each gives way to what it needs in any case (`gentle`),
 * the widest first; if that is not enough, all do.
 */
export function fittedWidths(natural: readonly number[], gentle: readonly number[], room: number): readonly number[] {
  const widths = narrowed(natural, gentle, room);
  const least = widths.map(() => 1);
  return sum(widths) <= room ? widths : narrowed(widths, least, room);
}

/** The widest loses one letter after the other until all fit, or each is at its least. */
function narrowed(widths: readonly number[], least: readonly number[], room: number): readonly number[] {
  const left = [...widths];
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    let [widest, size] = [-1, 0];
    for (const [index, width] of left.entries())
      if (width > size && width > (least[index] ?? 1)) [widest, size] = [index, width];
    if (widest === -1) break;
    left[widest] = size - 1;
  }
  return left;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
