import type { CommandTable, TableGroup, TableVerb } from './command-table.ts';
import { pageOf } from './page.ts';
import { pageText } from './page-text.ts';

/** Where a page goes to. */
export interface Reader {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What is asked for help about. */
export interface Topic {
  readonly words: readonly string[];
  readonly found: TableVerb | TableGroup | undefined;
}

/** Columns of a page that goes into a pipe or a file. */
export const PIPE_WIDTH = 80;

const [NARROWEST, WIDEST] = [40, 120];

/** The help page of the program, of a group or of a verb, as wide as its reader is. */
export async function help(
  { words, found }: Topic,
  table: CommandTable,
  { stream, env }: { stream: Reader; env: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const isTerminal = stream.isTTY === true;
  const isBold = isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return pageText(await pageOf(words, found, table), {
    width: isTerminal && stream.columns ? Math.min(Math.max(stream.columns, NARROWEST), WIDEST) : PIPE_WIDTH,
    heading: isBold ? (text) => `\u001b[1m${text}\u001b[22m` : (text) => text,
  });
}
