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
  // Which health block came with a report.
  `ALTER TABLE reports ADD COLUMN health_id INTEGER`,
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
  // Operators look for what was done, and to what; reports have tables and an index of their own.
  `CREATE INDEX audit_entries_by_action ON audit_entries(action, id)`,
  `CREATE INDEX audit_entries_by_target ON audit_entries(target, id)`,
  // As it was, with the time that `timestamp` shows in whole seconds.
  `DROP VIEW audit_events`,
  `CREATE VIEW audit_events AS
    SELECT id, strftime('%Y-%m-%d %H:%M:%S', at / 1000, 'unixepoch') AS timestamp, actor, action, target, detail, at
    FROM audit_entries
    UNION ALL
    SELECT id, strftime('%Y-%m-%d %H:%M:%S', received_at / 1000, 'unixepoch'),
      CAST('machine:' || machine_id AS TEXT), CAST('report' AS TEXT), machine_id,
      CAST(CASE success WHEN 1 THEN 'success' ELSE 'failure' END AS TEXT), received_at
    FROM reports`,
  // Facts about the installation itself, e.g. that the door of bootstrap is shut.
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
];

/** What the whole control plane needs beyond the spine: keys that expire, links, idempotent requests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
