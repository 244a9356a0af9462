import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { BadConfig } from '../../machines/errors.ts';
import { integrityProblems } from './integrity.ts';
import { openReader } from './open.ts';

/** How far a copy is, in pages. */
export type CopyProgress = (copied: number, total: number) => void;

/** 16 MB at a time: between two the process can be told to end. */
const PAGES = 4096;

/**
 * Copies a database, whoever writes to it meanwhile, into a new file that only we can read: all of it as it was at one
 * moment. The copy is one whole file without companions, checked, and on the disk when this ends.
 */
export async function copyDatabase(from: string, to: string, progress: CopyProgress = () => undefined): Promise<void> {
  removeDatabase(to);
  closeSync(openSync(to, 'wx', 0o600));
  try {
    const source = openReader(from);
    try {
      // Without a transaction of ours each commit of the writer would begin the copy anew.
      source.exec('BEGIN');
      source.prepare('SELECT count(*) FROM sqlite_schema').get();
      await source.backup(to, {
        progress({ totalPages, remainingPages }) {
          progress(totalPages - remainingPages, totalPages);
          return PAGES;
        },
      });
    } finally {
      source.close();
    }
    checkCopy(to);
    syncFile(to);
    syncFile(dirname(to));
  } catch (error) {
    removeDatabase(to);
    throw error;
  }
}

/** Removes a database with the files that SQLite puts beside it. */
function removeDatabase(path: string): void {
  for (const companion of COMPANIONS) rmSync(path + companion, { force: true });
}

/** A database and what SQLite puts beside it. */
export const COMPANIONS = ['', '-wal', '-shm', '-journal'] as const;

/** Makes one file of it, for whoever copies it on, and looks whether it is whole. */
function checkCopy(path: string): void {
  const copy: Database = new SQLite(path);
  try {
    copy.pragma('journal_mode = DELETE');
    const [problem] = integrityProblems(copy);
    if (problem !== undefined) throw new BadConfig(`the copy is not whole: ${problem}; is the disk failing?`, { path });
  } finally {
    copy.close();
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
