import type { CommandTable } from './command-table.ts';
import { type Page, pageOf } from './page.ts';

/** Every page that `help` can show, in the order of the table: the program, then each command, a group before its verbs. */
export async function allPages(table: CommandTable): Promise<readonly Page[]> {
  const topics = Object.entries(table).flatMap(([word, entry]) => [
    { words: [word], found: entry },
    ...('verbs' in entry ? Object.entries(entry.verbs).map(([verb, found]) => ({ words: [word, verb], found })) : []),
  ]);
  const pages = [await pageOf([], undefined, table)];
  // One after the other: Node 20 now and then loses a module that is imported twice at the same time.
  for (const { words, found } of topics) pages.push(await pageOf(words, found, table));
  return pages;
}
