import type { Kysely } from 'kysely';
import { sql } from 'kysely';

const CHANGES = [
  // The text comes last: who looks for what is before it does not read over it.
  `CREATE TABLE evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL REFERENCES machines(machine_id),
    fingerprint TEXT NOT NULL,
    was_believed INTEGER NOT NULL,
    has_changed INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    generation TEXT,
    revision TEXT,
    frameworks TEXT NOT NULL,
    statuses TEXT NOT NULL,
    details TEXT NOT NULL,
    failing_required TEXT NOT NULL,
    lapses TEXT,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    document TEXT NOT NULL
  )`,
  `CREATE INDEX evidence_by_machine ON evidence(machine_id, id)`,
  `CREATE TABLE evidence_keys (
    machine_id TEXT PRIMARY KEY REFERENCES machines(machine_id),
    public_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    pinned_at INTEGER NOT NULL,
    pinned_by TEXT NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE evidence_standings (
    machine_id TEXT PRIMARY KEY REFERENCES machines(machine_id),
    trust TEXT NOT NULL,
    taken_at INTEGER,
    received_at INTEGER,
    generation TEXT,
    revision TEXT,
    frameworks TEXT,
    statuses TEXT,
    details TEXT,
    failing_required TEXT,
    lapses TEXT,
    lapses_at INTEGER
  ) WITHOUT ROWID`,
];

/** The evidence of machines, the keys that it is believed by, and what counts of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
