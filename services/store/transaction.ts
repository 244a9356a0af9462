import type { Database } from 'better-sqlite3';

/**
 * Runs work in one immediate transaction. On a throw everything is undone; SQLite may have rolled back already by itself
 * (disk full, I/O error, no memory), so we look before we do.
 */
export function createTransaction(db: Database): <T>(work: () => T) => T {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return (work) => {
    begin.run();
    try {
      const answer = work();
      commit.run();
      return answer;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      throw error;
    }
  };
}
