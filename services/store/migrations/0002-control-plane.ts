import type { Kysely } from 'kysely';
import { sql } from 'kysely';

const CHANGES = [
  // Keys: how long they hold, when they were last used (written at most once a minute), and who made them.
  `ALTER TABLE api_keys ADD COLUMN expires_at INTEGER`,
  `ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER`,
  `ALTER TABLE api_keys ADD COLUMN created_by TEXT`,
  // What the link says of an agent, and the last report of its database that was taken.
  `ALTER TABLE machines ADD COLUMN agent_state TEXT`,
  `ALTER TABLE machines ADD COLUMN agent_state_since INTEGER`,
  `ALTER TABLE machines ADD COLUMN report_epoch TEXT`,
  `ALTER TABLE machines ADD COLUMN report_seq INTEGER`,
  `CREATE TABLE agent_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL,
    attempt TEXT NOT NULL,
    n INTEGER NOT NULL,
    line TEXT NOT NULL,
    received_at INTEGER NOT NULL
  )`,
  `CREATE INDEX agent_logs_by_machine ON agent_logs(machine_id, id)`,
  `CREATE TABLE rollout_skipped (
    rollout_id TEXT NOT NULL REFERENCES rollouts(id),
    machine_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (rollout_id, machine_id)
  ) WITHOUT ROWID`,
  `CREATE INDEX rollout_machines_by_machine ON rollout_machines(machine_id)`,
  // Answers that were given to requests with an Idempotency-Key.
  `CREATE TABLE answers (
    actor TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (actor, idempotency_key)
  ) WITHOUT ROWID`,
  `CREATE INDEX answers_by_age ON answers(at)`,
  // Facts about the installation itself, e.g. that the door of bootstrap is shut.
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
];

/** What the whole control plane needs beyond the spine: keys that expire, links, idempotent requests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
