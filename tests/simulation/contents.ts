import type { Database } from 'better-sqlite3';

/** What an agent's history is stamped with is the real time, and nobody reads it. */
const REAL_TIMES = ['timestamp'];

/** All rows of a database by table, as text; the same rows give the same text. */
export function rowsByTable(db: Database): Record<string, string> {
  const tables = db
    .prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all();
  const textOf = (table: string) =>
    JSON.stringify(db.prepare(`SELECT * FROM ${table}`).all(), (name: string, value: unknown) =>
      REAL_TIMES.includes(name) ? undefined : value,
    );
  return Object.fromEntries(tables.map((table) => [table, textOf(table)]));
}

/** All rows of a database, as one text. */
export const contents = (db: Database): string => JSON.stringify(rowsByTable(db));
