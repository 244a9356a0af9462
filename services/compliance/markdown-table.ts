/** A table as Markdown has it. Cells are texts from anywhere: nothing in them is markup, and each stays one line. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(heads),
    line(heads.map(() => '---')),
    ...rows.map((row) => line(heads.map((_, index) => markdownText(row[index] ?? '')))),
  ];
}

/** A text as Markdown shows it, letter by letter, on one line. */
export const markdownText = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|<>*_~&[\]`]/g, (sign) => `\\${sign}`);
