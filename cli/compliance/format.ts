import { oneOf } from '../line/one-of.ts';
import type { Flags } from '../line/flags.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';

const FORMATS = ['table', 'json', 'markdown'] as const;

/** How a result is to be written. */
export type Format = (typeof FORMATS)[number];

/** The flag of every verb whose result an auditor may want in a document. */
export const FORMAT_FLAG = {
  format: { kind: 'text', hint: 'format', default: 'table', says: 'table, json or markdown', completes: FORMATS },
} as const satisfies Flags;

/** What can be written in each format; made only when it is wanted. */
export interface Written {
  readonly table: () => readonly string[];
  readonly markdown: () => readonly string[];
  readonly json: unknown;
}

/** The format that was asked for; `--json` is one, too. Throws `BadInput`. */
export const formatOf = (word: string, { isJson }: Pick<Session, 'isJson'>): Format =>
  isJson ? 'json' : oneOf(FORMATS, word, '--format');

/** Writes a result as it was asked for. What is in a document from outside commands no terminal. */
export function write(format: Format, written: Written, { screen }: Pick<Session, 'screen'>): void {
  if (format === 'json') screen.json(written.json);
  else screen.say((format === 'table' ? written.table() : written.markdown().map(printable)).join('\n'));
}
