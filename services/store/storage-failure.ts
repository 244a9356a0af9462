import SQLite from 'better-sqlite3';

const CODES = ['FULL', 'IOERR', 'NOMEM', 'BUSY', 'LOCKED', 'READONLY', 'CANTOPEN', 'CORRUPT', 'NOTADB', 'PROTOCOL'];

/** The disk or the file failed, not the program: the same work may succeed later. */
export const isStorageFailure = (error: unknown): boolean =>
  error instanceof SQLite.SqliteError && CODES.some((code) => error.code.startsWith(`SQLITE_${code}`));

/** The file is no database any more: no later try will succeed. */
export const isDamage = (error: unknown): error is Error =>
  error instanceof SQLite.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
