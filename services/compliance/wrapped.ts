/** Narrower than this nothing is broken: it would be a column of words. */
const LEAST_WIDTH = 20;

/** A text in lines of at most `width` letters, broken at blanks; a longer word has a line of its own. Null, 0: one line. */
export function wrapped(text: string, width: number | null): readonly string[] {
  if (width === null || width < LEAST_WIDTH) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
