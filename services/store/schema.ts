import SQLite, { type Database } from 'better-sqlite3';
import { BadConfig } from '../../machines/errors.ts';
import { MIGRATION_NAMES, openReader } from './open.ts';

/** Whose database it is: nobody's (it has no tables), v0.1.1's, ours, or that of another program. */
export type Schema =
  | { readonly kind: 'empty' | 'v0' | 'foreign' }
  | {
      readonly kind: 'ours';
      /** Migrations that a newer control plane has run. */
      readonly unknown: readonly string[];
      /** Migrations that are run when the control plane starts. */
      readonly missing: readonly string[];
    };

/** What kind of database this is. Throws what SQLite says of a file that is none. */
export function schemaOf(db: Database): Schema {
  const tables = new Set(db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all());
  if (tables.has('kysely_migration') && tables.has('rollout_machines')) {
    const run = db.prepare<[], string>('SELECT name FROM kysely_migration ORDER BY name').pluck().all();
    return {
      kind: 'ours',
      unknown: run.filter((name) => !MIGRATION_NAMES.includes(name)),
      missing: MIGRATION_NAMES.filter((name) => !run.includes(name)),
    };
  }
  if (tables.has('refinery_schema_history')) return { kind: 'v0' };
  return { kind: tables.size === 0 ? 'empty' : 'foreign' };
}

/** Does something, read-only, with a database that must be of this control plane or an older one. Throws `BadConfig`. */
export function withOurs<T>(path: string, work: (db: Database) => T): T {
  return withDatabase(path, (db) => {
    const schema = schemaOf(db);
    if (schema.kind !== 'ours') throw new BadConfig(`${path} ${NOT_OURS[schema.kind]}`, { path });
    if (schema.unknown.length > 0) {
      const newer = schema.unknown.join(', ');
      throw new BadConfig(`${path} is of a newer control plane (${newer}); use that version`, { path });
    }
    return work(db);
  });
}

/** Does something with a database, read-only; what SQLite says of it becomes a `BadConfig` that names it. */
export function withDatabase<T>(path: string, work: (db: Database) => T): T {
  const db = openReader(path);
  try {
    return work(db);
  } catch (cause) {
    if (!(cause instanceof SQLite.SqliteError)) throw cause;
    throw new BadConfig(`${path} cannot be read as a database: ${cause.message}`, { path }, { cause });
  } finally {
    db.close();
  }
}

const NOT_OURS = {
  empty: 'is an empty database: is the path right?',
  v0: 'is a database of v0.1.1; take it over with `nixfleet-control-plane import-v0`',
  foreign: "is a database, but not a control plane's: is the path right?",
} as const;
