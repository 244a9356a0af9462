import { chownSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { BadConfig } from '../../machines/errors.ts';
import { COMPANIONS, copyDatabase, type CopyProgress } from './backup.ts';
import { makeFolder } from './folder.ts';
import { integrityProblems } from './integrity.ts';
import { lockDatabase } from './open.ts';
import { withOurs } from './schema.ts';
import { IS_ACTIVE } from './active-rollouts.ts';

/** What is put where. */
export interface Restoration {
  readonly file: string;
  readonly dbPath: string;
  /** Where the database that is there now goes; it is not overwritten. */
  readonly aside: string;
  readonly progress?: CopyProgress;
}

/** What became of it. */
export interface Restored {
  /** The former database is at `aside`. */
  readonly hadDatabase: boolean;
  /** Rollouts that were active when the backup was made: they go on. */
  readonly goingOn: readonly string[];
}

/**
 * Puts a backup in the place of a database that no control plane uses, and the former one aside. The backup is checked
 * and copied before anything is touched. Throws `BadConfig`, `Conflict`.
 */
export async function restoreDatabase({ file, dbPath, aside, progress }: Restoration): Promise<Restored> {
  const goingOn = withOurs(file, (db) => {
    const [problem] = integrityProblems(db);
    if (problem !== undefined) throw new BadConfig(`${file} is damaged: ${problem}; take another backup`, { file });
    const active = `SELECT id FROM rollouts WHERE ${IS_ACTIVE} ORDER BY created_at`;
    return db.prepare<[], string>(active).pluck().all();
  });
  makeFolder(dirname(dbPath));
  const lock = lockDatabase(dbPath);
  const incoming = `${dbPath}.restoring`;
  try {
    await copyDatabase(file, incoming, progress);
    const hadDatabase = existsSync(dbPath);
    giveTo(dbPath, [incoming, `${dbPath}.lock`]);
    if (hadDatabase) foldLog(dbPath);
    for (const companion of COMPANIONS) moveIfThere(dbPath + companion, aside + companion);
    renameSync(incoming, dbPath);
    return { hadDatabase, goingOn };
  } finally {
    lock.close();
  }
}

/** Root restores for the user that the service runs as: who owns the former database, or its folder. */
function giveTo(dbPath: string, paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(existsSync(dbPath) ? dbPath : dirname(dbPath));
  for (const path of paths) chownSync(path, uid, gid);
}

/** What is only in the log goes into the file; one that is too damaged for that keeps its log beside it. */
function foldLog(path: string): void {
  const db = new SQLite(path);
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof SQLite.SqliteError)) throw error;
  } finally {
    db.close();
  }
}

function moveIfThere(from: string, to: string): void {
  // What shares memory belongs to processes that use the file, and there are none.
  if (from.endsWith('-shm')) rmSync(from, { force: true });
  else if (existsSync(from)) renameSync(from, to);
}
