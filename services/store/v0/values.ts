import type { Database } from 'better-sqlite3';
import type { Insertable } from 'kysely';
import { type Words, wordsIn } from '../../../machines/model/words-in.ts';
import { statement } from '../statement.ts';
import type { Tables } from '../tables.ts';
import { Unusable } from './ledger.ts';

/** `YYYY-MM-DD HH:MM:SS`, UTC, as ms since the epoch. Throws `Unusable`. */
export function moment(text: unknown): number {
  const is = typeof text === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  const at = is ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new Unusable('its time cannot be read');
  return at;
}

/** The same where there may be none. */
export const momentOrNull = (text: unknown): number | null => (text === null ? null : moment(text));

/** A JSON list of texts. Throws `Unusable`. */
export function texts(json: unknown): string[] {
  const list = parsed(json);
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  throw new Unusable('its list cannot be read');
}

/** The text itself, if it is a JSON list of whatever. Throws `Unusable`. */
export function listText(json: string): string {
  if (!Array.isArray(parsed(json))) throw new Unusable('its list cannot be read');
  return json;
}

/** The object in a JSON text; one that is none becomes an object that holds it. */
export function fields(json: unknown): Record<string, unknown> {
  const value = parsed(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { text: String(json) };
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}

/** A word of ours, or what v0.1.1 reads where it does not know one. */
export const wordOr = <Word extends string>(words: Words<Word>, other: NoInfer<Word>, text: unknown): Word =>
  wordsIn(words).find((word) => word === text) ?? other;

/** Adds rows to one of our tables: their values for `columns`. */
export function inserter<Table extends keyof Tables, Column extends keyof Insertable<Tables[Table]> & string>(
  db: Database,
  table: Table,
  ...columns: Column[]
): (row: Pick<Insertable<Tables[Table]>, Column>) => void {
  type Row = Pick<Insertable<Tables[Table]>, Column>;
  const insert = statement<Row & object, never>(db, (slots, from) => {
    const values = Object.fromEntries(columns.map((column) => [column, slots[column]]));
    return from
      .insertInto(table)
      .values(values as never)
      .$castTo<never>();
  });
  return (row) => void insert.run(row);
}
