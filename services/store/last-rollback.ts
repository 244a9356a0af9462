import SQLite from 'better-sqlite3';

/**
 * When an agent went back for the last time (ms since the epoch), by its database, ours or v0.1.1's; undefined: never, as far as it
 * reaches back. Throws when the file is no such database or cannot be read.
 */
export function lastRollback(path: string): number | undefined {
  const db = new SQLite(path, { readonly: true, fileMustExist: true, timeout: 2000 });
  try {
    const newest = db.prepare<[], string | null>("SELECT max(timestamp) FROM events WHERE kind = 'rollback'").pluck();
    // `datetime('now')`: UTC without saying so.
    const at = Date.parse(`${(newest.get() ?? '').replace(' ', 'T')}Z`);
    return Number.isNaN(at) ? undefined : at;
  } finally {
    db.close();
  }
}
