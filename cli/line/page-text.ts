import type { Entry, Page } from './page.ts';

/** How a page is shown. */
export interface PageLook {
  /** Columns that a line may take. */
  readonly width: number;
  readonly heading: (text: string) => string;
}

/** A page as lines that fit the width; only a single word or an example can be longer. */
export function pageText(page: Page, { width, heading }: PageLook): string {
  const sections = page.sections.map(({ heading: title, entries }) => [
    '',
    heading(`${title}:`),
    ...columns(entries, width),
  ]);
  return [
    ...wrapped(page.says, width),
    '',
    ...wrapped(`Usage: ${page.usage}`, width, 7).map((line) => line.replace(/^Usage:/, heading('Usage:'))),
    ...sections.flat(),
    '',
    heading('Examples:'),
    ...page.examples.flatMap((example) => continued(`  ${example}`, width)),
  ].join('\n');
}

const LONGEST_TERM = 30;

/** Terms on the left, what they mean on the right; a term that is too long has a line of its own. */
function columns(entries: readonly Entry[], width: number): string[] {
  const longest = Math.max(...entries.map(({ term }) => (term.length > LONGEST_TERM ? 0 : term.length)));
  const indent = longest + 4;
  return entries.flatMap(({ term, says }) => {
    const lines = wrapped(says, width - indent);
    const fits = term.length <= longest;
    const head = fits ? `  ${term.padEnd(longest)}  ${lines.shift() ?? ''}`.trimEnd() : `  ${term}`;
    return [head, ...lines.map((line) => ' '.repeat(indent) + line)];
  });
}

/** A word; `[env: NAME]` and `default: 300` stay together. */
const UNBROKEN = /\[env: \S+|default: \S+|\S+/g;

/** Words put into lines; lines after the first begin with `hang` blanks. */
function wrapped(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(UNBROKEN) ?? []) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(hang) + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A command over several lines as a shell takes it. */
function continued(example: string, width: number): string[] {
  if (example.length <= width) return [example];
  const end = example.lastIndexOf(' --', width - 2);
  return end <= 2 ? [example] : [`${example.slice(0, end)} \\`, ...continued(`   ${example.slice(end)}`, width)];
}
