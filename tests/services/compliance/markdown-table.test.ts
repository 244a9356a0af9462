import { describe, expect, test } from 'vitest';
import { markdownTable } from '../../../services/compliance/markdown-table.ts';

describe('a table in Markdown', () => {
  test('has a line for each row, and an empty cell where there is nothing', () => {
    expect(markdownTable(['A', 'B'], [['1', '2'], ['3']])).toEqual([
      '| A | B |',
      '| --- | --- |',
      '| 1 | 2 |',
      '| 3 |  |',
    ]);
  });

  test('shows what machines say letter by letter: it can neither end a cell nor be markup', () => {
    const [, , row] = markdownTable(['A'], [['x | y\n# <b> [a](b) `c` *d* \\| ~~e~~ &amp; <script>']]);
    expect(row).toBe(String.raw`| x \| y # \<b\> \[a\](b) \`c\` \*d\* \\\| \~\~e\~\~ \&amp; \<script\> |`);
  });
});
