import { widthOf } from './width.ts';

/**
 * A line in several that are no wider than a terminal, broken between words and columns. What is broken off begins below the
 * last column of the line that begins in its left half; null: the line as it is.
 */
export function folded(line: string, width: number | null): string[] {
  if (!width || widthOf(line) <= width) return [line];
  const hang = hangIn(line, width);
  const indent = ' '.repeat(hang);
  const lines: string[] = [];
  let current = '';
  for (const [, gap = '', word = ''] of line.matchAll(/( *)([^ ]+)/g)) {
    const longer = current + gap + word;
    // What stands before that column stays together.
    if (current.trim() === '' || current.length < hang || widthOf(longer) <= width) current = longer;
    else {
      lines.push(current);
      current = indent + word;
    }
  }
  return [...lines, current];
}

/** Where the last column begins, in the left half. */
function hangIn(line: string, width: number): number {
  const starts = [...line.matchAll(/(?<=\S) {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  return starts.findLast((start) => start <= width / 2) ?? Math.max(0, line.search(/\S/)) + 2;
}
