import SQLite from 'better-sqlite3';
import type { OpenStore } from '../../services/store/open.ts';
import { Unit } from '../../services/store/unit.ts';

/** A unit of work whose commits find the disk full whenever `isFull` says so. */
export const aUnitOn = (db: OpenStore['db'], isFull: () => boolean): Unit => fullAtTimes(new Unit(db), isFull);

/** The same unit of work, whose commits from now on find the disk full whenever `isFull` says so. */
export function fullAtTimes<Kept extends { transaction<T>(work: () => T): T }>(
  unit: Kept,
  isFull: () => boolean,
): Kept {
  const commit = unit.transaction;
  const value = <T>(work: () => T): T =>
    commit(() => {
      const answer = work();
      if (isFull()) throw new SQLite.SqliteError('database or disk is full', 'SQLITE_FULL');
      return answer;
    });
  return Object.defineProperty(unit, 'transaction', { value });
}
