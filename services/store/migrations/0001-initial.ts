import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { MAILBOX_DDL } from '../mailbox.ts';
import { SNAPSHOTS_DDL } from '../snapshots.ts';

// Also an operator's `sqlite3` must know it when it inserts a row: Debian's has no `unixepoch('subsec')`.
const NOW_MS = `(CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))`;

const TABLES = [
  `CREATE TABLE machines (
    machine_id TEXT PRIMARY KEY,
    lifecycle TEXT NOT NULL DEFAULT 'active',
    deployment TEXT NOT NULL DEFAULT 'unknown',
    registered_at INTEGER NOT NULL DEFAULT ${NOW_MS},
    current_generation TEXT,
    last_seen INTEGER,
    health_status TEXT NOT NULL DEFAULT 'unknown',
    health_passed INTEGER,
    agent_version TEXT NOT NULL DEFAULT '',
    uptime_seconds INTEGER NOT NULL DEFAULT 0,
    last_report TEXT,
    boot_id TEXT,
    declared_tags TEXT NOT NULL DEFAULT '[]',
    open_assignment TEXT
  )`,
  `CREATE TABLE machine_tags (
    machine_id TEXT NOT NULL REFERENCES machines(machine_id),
    tag TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT 'declared' CHECK (source IN ('declared', 'pinned')),
    PRIMARY KEY (machine_id, tag, source)
  ) WITHOUT ROWID`,
  `CREATE INDEX machine_tags_by_tag ON machine_tags(tag, machine_id)`,
  `CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    cache_url TEXT,
    assignment TEXT,
    set_at INTEGER NOT NULL DEFAULT ${NOW_MS}
  )`,
  `CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL,
    generation TEXT NOT NULL,
    success INTEGER NOT NULL,
    message TEXT,
    received_at INTEGER NOT NULL DEFAULT ${NOW_MS},
    assignment TEXT,
    outcome TEXT
  )`,
  `CREATE INDEX reports_by_machine ON reports(machine_id, id)`,
  `CREATE TABLE health_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL,
    generation TEXT NOT NULL DEFAULT '',
    results TEXT NOT NULL,
    all_passed INTEGER NOT NULL,
    received_at INTEGER NOT NULL DEFAULT ${NOW_MS}
  )`,
  `CREATE INDEX health_reports_by_machine ON health_reports(machine_id, id)`,
  `CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'readonly' CHECK (role IN ('readonly', 'deploy', 'admin')),
    created_at TEXT NOT NULL DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT
  )`,
  `CREATE INDEX audit_entries_by_actor ON audit_entries(actor, id)`,
  // The casts give both arms the same affinities: only then does SQLite merge them by id and stop at a limit.
  `CREATE VIEW audit_events AS
    SELECT id, strftime('%Y-%m-%d %H:%M:%S', at / 1000, 'unixepoch') AS timestamp, actor, action, target, detail
    FROM audit_entries
    UNION ALL
    SELECT id, strftime('%Y-%m-%d %H:%M:%S', received_at / 1000, 'unixepoch'),
      CAST('machine:' || machine_id AS TEXT), CAST('report' AS TEXT), machine_id,
      CAST(CASE success WHEN 1 THEN 'success' ELSE 'failure' END AS TEXT)
    FROM reports`,
  `CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    flake_ref TEXT,
    flake_rev TEXT,
    cache_url TEXT,
    host_count INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
  )`,
  `CREATE INDEX releases_by_age ON releases(created_at)`,
  `CREATE TABLE release_entries (
    release_id TEXT NOT NULL REFERENCES releases(id),
    hostname TEXT NOT NULL,
    store_path TEXT NOT NULL,
    platform TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (release_id, hostname)
  ) WITHOUT ROWID`,
  `CREATE INDEX release_entries_by_host ON release_entries(hostname)`,
  `CREATE TABLE rollouts (
    id TEXT PRIMARY KEY,
    release_id TEXT NOT NULL REFERENCES releases(id),
    cache_url TEXT,
    strategy TEXT NOT NULL,
    batch_sizes TEXT NOT NULL,
    failure_threshold TEXT NOT NULL,
    on_failure TEXT NOT NULL,
    health_timeout INTEGER NOT NULL DEFAULT 300,
    status TEXT NOT NULL DEFAULT 'created',
    phase TEXT,
    reason TEXT,
    target_tags TEXT,
    target_hosts TEXT,
    seed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
  )`,
  `CREATE INDEX rollouts_by_status ON rollouts(status, created_at)`,
  `CREATE INDEX rollouts_by_age ON rollouts(created_at)`,
  `CREATE INDEX rollouts_by_release ON rollouts(release_id)`,
  `CREATE TABLE rollout_batches (
    id TEXT PRIMARY KEY,
    rollout_id TEXT NOT NULL REFERENCES rollouts(id),
    batch_index INTEGER NOT NULL,
    size INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    started_at INTEGER,
    completed_at INTEGER,
    UNIQUE (rollout_id, batch_index)
  )`,
  `CREATE TABLE rollout_machines (
    rollout_id TEXT NOT NULL REFERENCES rollouts(id),
    machine_id TEXT NOT NULL,
    batch_index INTEGER NOT NULL,
    position INTEGER NOT NULL,
    wanted TEXT NOT NULL,
    previous TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL DEFAULT 'pending',
    reason TEXT,
    started_at INTEGER,
    settled_at INTEGER,
    PRIMARY KEY (rollout_id, machine_id)
  ) WITHOUT ROWID`,
  `CREATE INDEX rollout_machines_by_batch ON rollout_machines(rollout_id, batch_index, position)`,
  `CREATE TABLE claims (
    machine_id TEXT PRIMARY KEY,
    rollout_id TEXT NOT NULL REFERENCES rollouts(id)
  ) WITHOUT ROWID`,
  `CREATE INDEX claims_by_rollout ON claims(rollout_id)`,
  `CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    rollout_id TEXT,
    machine_id TEXT,
    actor TEXT NOT NULL,
    message TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}'
  )`,
  `CREATE INDEX events_by_rollout ON events(rollout_id, seq)`,
  ...SNAPSHOTS_DDL,
  ...MAILBOX_DDL,
];

/** Everything, for a database that has nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of TABLES) await sql.raw(ddl).execute(db);
}
