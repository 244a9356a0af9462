import { PIPE_WIDTH } from './help.ts';
import type { Page } from './page.ts';
import { pageText } from './page-text.ts';

/** A help page as a file. */
export interface HelpFile {
  readonly name: string;
  readonly text: string;
}

/** Help pages as a pipe gets them, each as a file called after its command: what `npm run docs` writes for the tests. */
export const helpFiles = (pages: readonly Page[]): readonly HelpFile[] =>
  pages.map((page) => ({
    name: `${page.name.replaceAll(' ', '-')}.txt`,
    text: `${pageText(page, { width: PIPE_WIDTH, heading: (text) => text })}\n`,
  }));
