import { existsSync } from 'node:fs';
import SQLite, { type Database } from 'better-sqlite3';
import { makeAgentTables } from '../../services/store/agent-unit.ts';
import { makeFolder } from '../../services/store/folder.ts';
import { dirname } from 'node:path';

/** What stops an agent in the middle of writing, by the thing that it is about to write down. */
const MOMENTS = {
  /** It has done all that leads into a state, and is not known to be there. */
  entering: 'AFTER UPDATE ON snapshots',
  /** A report was taken, and is still in the outbox. */
  forgetting: 'BEFORE DELETE ON outbox',
} as const;

/** An endless statement, by SQLite's measure: longer than any test waits. */
const FOR_EVER = `CREATE VIEW for_ever AS
  WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number LIMIT 1000000000) SELECT i FROM number`;

/** What an agent has written down, seen from outside; it can be held in the middle of writing. */
export class AgentMemory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Where the agent stands: `applying.activating`; "" before it has begun. */
  get state(): string {
    const state = this.#read((db) => db.prepare<[], string>('SELECT state FROM snapshots').pluck().get());
    const { value } = JSON.parse(state ?? '{}') as { value?: unknown };
    return value === undefined ? '' : nameOf(value);
  }

  /** The step of the attempt that has not ended; "" when there is none. */
  get phase(): string {
    return this.#read((db) => db.prepare<[], string>(`${OPEN} ORDER BY rowid DESC`).pluck().get()) ?? '';
  }

  /** Ids of attempts that have not ended. */
  get openAttempts(): readonly string[] {
    return this.#read((db) => db.prepare<[], string>(OPEN.replace('phase', 'id')).pluck().all()) ?? [];
  }

  /** Whether somebody is in the middle of writing. */
  get isBeingWritten(): boolean {
    if (!existsSync(this.#path)) return false;
    const db = new SQLite(this.#path, { timeout: 0 });
    try {
      db.exec('BEGIN IMMEDIATE; ROLLBACK');
      return false;
    } catch (error) {
      if (error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
      throw error;
    } finally {
      db.close();
    }
  }

  /** From now on the agent does not get beyond what leads into this state: it never ends to write that down. */
  holdBefore(state: string): void {
    this.#hold(MOMENTS.entering, `json_extract(NEW.state, '$.value') = '${valueOf(state)}'`);
  }

  /** From now on the agent does not get beyond the delivery of such a report. */
  holdDelivered(kind: string): void {
    this.#hold(MOMENTS.forgetting, `OLD.kind = '${kind}'`);
  }

  letGo(): void {
    this.edit((db) => db.exec('DROP TRIGGER held; DROP VIEW for_ever'));
  }

  /** Changes what is written down; makes the database when there is none. */
  edit(change: (db: Database) => void): void {
    makeFolder(dirname(this.#path));
    const db = new SQLite(this.#path);
    try {
      db.pragma('journal_mode = WAL');
      makeAgentTables(db);
      change(db);
    } finally {
      db.close();
    }
  }

  #hold(moment: string, condition: string): void {
    this.edit((db) =>
      db.exec(`${FOR_EVER}; CREATE TRIGGER held ${moment} WHEN ${condition} BEGIN SELECT count(*) FROM for_ever; END`),
    );
  }

  #read<T>(question: (db: Database) => T): T | undefined {
    if (!existsSync(this.#path)) return undefined;
    const db = new SQLite(this.#path, { readonly: true });
    try {
      return question(db);
    } catch (error) {
      // The agent is still making its tables.
      if (error instanceof SQLite.SqliteError) return undefined;
      throw error;
    } finally {
      db.close();
    }
  }
}

const OPEN = 'SELECT phase FROM attempt WHERE outcome IS NULL';

const nameOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, inner]) => `${name}.${nameOf(inner)}`)
        .join()
    : String(value);

/** `applying.postponing.booting` as it is stored. */
function valueOf(state: string): string {
  const [last = '', ...outer] = state.split('.').toReversed();
  if (outer.length === 0) return last;
  return JSON.stringify(outer.reduce<unknown>((inner, name) => ({ [name]: inner }), last));
}
