import type { Database } from 'better-sqlite3';
import { BadConfig, Conflict } from '../../../machines/errors.ts';
import { openStore } from '../open.ts';
import { schemaOf, withDatabase } from '../schema.ts';
import { createTransaction } from '../transaction.ts';
import { createJournal } from '../write/journal.ts';
import { takeHealth, takeJournal } from './history.ts';
import { Ledger, type TableTally } from './ledger.ts';
import { takeMachines } from './machines.ts';
import { takeKeys, takeReleases } from './releases.ts';
import { type Interrupted, INTERRUPTED, takeRollouts } from './rollouts.ts';

/** What an import came to. */
export interface Imported {
  readonly tables: readonly TableTally[];
  /** Rollouts that were under way, and are cancelled now. */
  readonly interrupted: readonly Interrupted[];
}

/** The last version of v0.1.1's schema. */
const VERSION = 7;

/**
 * Takes a database of v0.1.1 over into one of ours that has nothing yet: all of it in one transaction, read-only on the
 * other side. Throws `BadConfig` (not v0.1.1's, or damaged), `Conflict` (the target is in use, or has something).
 */
export async function importV0(file: string, dbPath: string, now: number): Promise<Imported> {
  withV0(file, () => undefined);
  const store = await openStore(dbPath);
  try {
    refuseFull(store.db, dbPath);
    return withV0(file, (from) => {
      from.exec('BEGIN');
      return createTransaction(store.db)(() => takeAll(from, store.db, now));
    });
  } finally {
    store.close();
  }
}

function withV0<T>(file: string, work: (db: Database) => T): T {
  return withDatabase(file, (db) => {
    if (schemaOf(db).kind !== 'v0') throw new BadConfig(`${file} is not a database of v0.1.1`, { file });
    const version = db.prepare<[], number>('SELECT max(version) FROM refinery_schema_history').pluck().get() ?? 0;
    if (version !== VERSION) {
      const remedy =
        version < VERSION ? 'start v0.1.1 on it once, which brings it up to date' : 'it is newer than v0.1.1';
      throw new BadConfig(`${file} has version ${version} of its schema, not ${VERSION}: ${remedy}`, { file });
    }
    return work(db);
  });
}

const MUST_BE_EMPTY = ['machines', 'releases', 'rollouts', 'api_keys'];

function refuseFull(db: Database, dbPath: string): void {
  const found = MUST_BE_EMPTY.find((table) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined);
  if (found === undefined) return;
  throw new Conflict(
    `${dbPath} has ${found.replace('_', ' ')} already, and an import fills a new database: name a file that is not there with --db-path`,
    { dbPath },
  );
}

/** What others refer to comes first. */
function takeAll(from: Database, to: Database, now: number): Imported {
  const ledger = new Ledger();
  takeKeys(from, to, ledger);
  takeMachines(from, to, ledger);
  takeReleases(from, to, ledger);
  const interrupted = takeRollouts(from, to, ledger);
  takeJournal(from, to, ledger);
  takeHealth(from, to, ledger);
  const journal = createJournal(to);
  const actor = 'system:import';
  for (const { id, status } of interrupted) {
    const detail = { from: status, to: 'cancelled', reason: 'imported from v0.1.1' };
    const message = `the rollout is cancelled: ${INTERRUPTED}`;
    journal.event({ type: 'event', name: 'status_change', rolloutId: id, actor, message, detail }, now);
    journal.audit({ actor, action: 'rollout.cancelled', target: id, detail: INTERRUPTED }, now);
  }
  journal.audit({ actor, action: 'import_v0', target: 'control-plane', detail: `schema version ${VERSION}` }, now);
  return { tables: ledger.tables(), interrupted };
}
