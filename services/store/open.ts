import { dirname } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { Kysely, type Migration, Migrator, SqliteDialect } from 'kysely';
import { BadConfig, Conflict } from '../../machines/errors.ts';
import { makeFolder } from './folder.ts';
import { type Lock, lockBeside } from './lock.ts';
import * as initial from './migrations/0001-initial.ts';
import * as controlPlane from './migrations/0002-control-plane.ts';
import * as rolloutGates from './migrations/0003-rollout-gates.ts';
import * as machineConditions from './migrations/0004-machine-conditions.ts';
import * as transitions from './migrations/0005-transitions.ts';
import * as machineChanges from './migrations/0006-machine-changes.ts';
import * as evidence from './migrations/0007-evidence.ts';
import type { Tables } from './tables.ts';

const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-control-plane': controlPlane,
  '0003-rollout-gates': rolloutGates,
  '0004-machine-conditions': machineConditions,
  '0005-transitions': transitions,
  '0006-machine-changes': machineChanges,
  '0007-evidence': evidence,
};

/** The names of all migrations, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/** The control plane's database, open for the one writer. */
export interface OpenStore {
  readonly db: Database;
  close(): void;
}

/**
 * Opens the database for writing, alone: a second process is refused (`Conflict`). Missing folders are
 * made, migrations are run. Throws `BadConfig` when the file cannot be opened.
 */
export async function openStore(path: string): Promise<OpenStore> {
  makeRoom(path);
  const lock = lockDatabase(path);
  try {
    const db = connect(path);
    tuneForWriting(db, path);
    refuseV0(db, path);
    await migrate(db);
    forgetDeletedMachines(db);
    return {
      db,
      close() {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function tuneForWriting(db: Database, path: string): void {
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Reports of a large fleet touch pages all over: keep them in memory, and copy each back once for many commits.
    db.pragma('cache_size = -65536');
    db.pragma('wal_autocheckpoint = 4000');
  } catch (cause) {
    throw unopened(path, cause);
  }
}

/** A read-only connection to a database that `openStore` has prepared. */
export function openReader(path: string): Database {
  const db = connect(path, { readonly: true });
  db.pragma('busy_timeout = 5000');
  return db;
}

/** Keeps every other control plane from a database. Throws `Conflict`. */
export function lockDatabase(path: string): Lock {
  const lock = locked(path);
  if (lock !== undefined) return lock;
  throw new Conflict(`another control plane is using ${path}; stop it first, or give this one its own --db-path`, {
    path,
  });
}

function locked(path: string): Lock | undefined {
  try {
    return lockBeside(path);
  } catch (cause) {
    throw unopened(path, cause);
  }
}

function makeRoom(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (cause) {
    throw unopened(path, cause);
  }
}

function connect(path: string, options: SQLite.Options = {}): Database {
  try {
    return new SQLite(path, options);
  } catch (cause) {
    throw unopened(path, cause);
  }
}

function unopened(path: string, cause: unknown): BadConfig {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BadConfig(
    `cannot open the database ${path}: ${why}; check --db-path and its permissions`,
    { path },
    { cause },
  );
}

/** v0.1.1 keeps its database at the same place; its tables have our names and other columns. */
function refuseV0(db: Database, path: string): void {
  const history = `SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'`;
  if (db.prepare(history).get() === undefined) return;
  db.close();
  throw new BadConfig(
    `${path} is a database of v0.1.1: rename it (with its -wal), then take it over with ` +
      `\`nixfleet-control-plane import-v0 RENAMED-FILE\``,
    { path },
  );
}

/** Only who watches the machines must hear of those that are deleted, and at every start all who watch begin anew. */
function forgetDeletedMachines(db: Database): void {
  db.exec('DELETE FROM machine_changes WHERE machine_id NOT IN (SELECT machine_id FROM machines)');
}

async function migrate(db: Database): Promise<void> {
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: db }) });
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the newest';
  throw new BadConfig(
    `the database could not be brought up to date (migration ${failed})`,
    { failed },
    { cause: error },
  );
}
