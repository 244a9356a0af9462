import SQLite, { type Database } from 'better-sqlite3';

/** A lock that goes with the process that holds it, however it ends. */
export interface Lock {
  close(): void;
}

/**
 * Holds an exclusive transaction on `<path>.lock`: on a file of its own, because operators open the database itself with
 * `sqlite3` while a program runs. Undefined when another process has it for longer than `patienceMs`.
 */
export function lockBeside(path: string, patienceMs = 0): Lock | undefined {
  const lock = new SQLite(`${path}.lock`, { timeout: patienceMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Whether a process holds the lock; looks, and takes nothing. */
export function isLocked(path: string): boolean {
  let lock: Database | undefined;
  try {
    lock = new SQLite(`${path}.lock`, { timeout: 0, readonly: true, fileMustExist: true });
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    lock?.close();
  }
}

const isBusy = (error: unknown): boolean => error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY');
