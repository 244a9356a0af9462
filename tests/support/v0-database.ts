import SQLite, { type Database } from 'better-sqlite3';

/** The schema of v0.1.1 at version 7, as its seven migrations leave it. */
const SCHEMA = `
  CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));
  INSERT INTO refinery_schema_history VALUES
    (1, 'initial', '2026-01-01T00:00:00Z', '1'), (2, 'api_keys', '2026-01-01T00:00:00Z', '2'),
    (3, 'audit_events', '2026-01-01T00:00:00Z', '3'), (4, 'machine_tags', '2026-01-01T00:00:00Z', '4'),
    (5, 'releases_rollouts', '2026-01-01T00:00:00Z', '5'), (6, 'health_reports', '2026-01-01T00:00:00Z', '6'),
    (7, 'machine_runtime', '2026-01-01T00:00:00Z', '7');
  CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine_id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL,
    set_at TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine_id TEXT NOT NULL, generation TEXT NOT NULL, success INTEGER NOT NULL,
    message TEXT, received_at TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE INDEX idx_reports_machine_received ON reports(machine_id, received_at DESC);
  CREATE TABLE machines (
    machine_id TEXT PRIMARY KEY, lifecycle TEXT NOT NULL DEFAULT 'active',
    registered_at TEXT NOT NULL DEFAULT (datetime('now')));
  ALTER TABLE machines ADD COLUMN current_generation TEXT;
  ALTER TABLE machines ADD COLUMN last_seen TEXT;
  ALTER TABLE machines ADD COLUMN health_status TEXT NOT NULL DEFAULT 'unknown';
  CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'readonly' CHECK (role IN ('readonly', 'deploy', 'admin')),
    created_at TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL DEFAULT (datetime('now')), actor TEXT NOT NULL,
    action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT);
  CREATE INDEX idx_audit_timestamp ON audit_events(timestamp DESC);
  CREATE INDEX idx_audit_actor ON audit_events(actor);
  CREATE TABLE machine_tags (
    machine_id TEXT NOT NULL REFERENCES machines(machine_id), tag TEXT NOT NULL, PRIMARY KEY (machine_id, tag));
  CREATE INDEX idx_machine_tags_tag ON machine_tags(tag);
  CREATE TABLE releases (
    id TEXT PRIMARY KEY, flake_ref TEXT, flake_rev TEXT, cache_url TEXT, host_count INTEGER NOT NULL,
    created_at TEXT NOT NULL DEFAULT (datetime('now')), created_by TEXT NOT NULL);
  CREATE TABLE release_entries (
    release_id TEXT NOT NULL REFERENCES releases(id), hostname TEXT NOT NULL, store_path TEXT NOT NULL,
    platform TEXT NOT NULL, tags TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (release_id, hostname));
  CREATE TABLE rollouts (
    id TEXT PRIMARY KEY, release_id TEXT NOT NULL REFERENCES releases(id), cache_url TEXT, strategy TEXT NOT NULL,
    batch_sizes TEXT NOT NULL, failure_threshold TEXT NOT NULL, on_failure TEXT NOT NULL,
    health_timeout INTEGER NOT NULL DEFAULT 300, status TEXT NOT NULL DEFAULT 'created', target_tags TEXT,
    target_hosts TEXT, created_at TEXT NOT NULL DEFAULT (datetime('now')),
    updated_at TEXT NOT NULL DEFAULT (datetime('now')), created_by TEXT NOT NULL);
  CREATE INDEX idx_rollouts_status ON rollouts(status);
  CREATE TABLE rollout_batches (
    id TEXT PRIMARY KEY, rollout_id TEXT NOT NULL REFERENCES rollouts(id), batch_index INTEGER NOT NULL,
    machine_ids TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'pending', started_at TEXT, completed_at TEXT,
    previous_generations TEXT NOT NULL DEFAULT '{}');
  CREATE TABLE rollout_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, rollout_id TEXT NOT NULL REFERENCES rollouts(id), event_type TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}', actor TEXT NOT NULL DEFAULT 'system',
    created_at TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE TABLE health_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine_id TEXT NOT NULL, results TEXT NOT NULL, all_passed INTEGER NOT NULL,
    received_at TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE INDEX idx_health_machine ON health_reports(machine_id, received_at);`;

/** A fleet of three, a rollout that is complete and one that is in its second batch. The admin's key is `old-key`. */
const FLEET = `
  INSERT INTO api_keys (key_hash, name, role, created_at) VALUES
    ('0a6c1fbc3d9eef8e3ee1ed43cf14e3c9b6b0d1d93ab5f8ba0e2d3b7b8a3c0d55', 'ops', 'deploy', '2026-01-01 10:00:01'),
    ($key, 'admin', 'admin', '2026-01-01 10:00:00');
  INSERT INTO machines VALUES
    ('web-01', 'active', '2026-01-02 10:00:00', '/nix/store/b-web-01', '2026-04-20 09:15:02', 'ok'),
    ('web-02', 'active', '2026-01-02 10:00:01', '/nix/store/a-web-02', '2026-04-20 09:15:03', 'error'),
    ('db-01', 'maintenance', '2026-01-02 10:00:02', NULL, NULL, 'unknown');
  INSERT INTO machine_tags VALUES ('web-01', 'web'), ('web-01', 'prod'), ('web-02', 'web');
  INSERT INTO generations (machine_id, hash, set_at) VALUES
    ('web-01', '/nix/store/b-web-01', '2026-04-20 09:10:00'), ('web-02', '/nix/store/b-web-02', '2026-04-20 09:12:00'),
    ('lost-01', '/nix/store/a-lost-01', '2026-03-01 09:00:00');
  INSERT INTO releases VALUES
    ('rel-a', '.', 'abc', 'http://cache:5000', 2, '2026-04-19 09:00:00', 'apikey:ops'),
    ('rel-b', '.', NULL, NULL, 2, '2026-04-20 09:00:00', 'apikey:ops');
  INSERT INTO release_entries VALUES
    ('rel-a', 'web-01', '/nix/store/a-web-01', 'x86_64-linux', '["web"]'),
    ('rel-a', 'web-02', '/nix/store/a-web-02', 'x86_64-linux', '[]'),
    ('rel-b', 'web-01', '/nix/store/b-web-01', 'x86_64-linux', '[]'),
    ('rel-b', 'web-02', '/nix/store/b-web-02', 'x86_64-linux', '[]');
  INSERT INTO rollouts VALUES
    ('r-a', 'rel-a', NULL, 'all_at_once', '["100%"]', '0', 'pause', 300, 'completed', '["web"]', NULL,
      '2026-04-19 09:01:00', '2026-04-19 09:05:00', 'apikey:ops'),
    ('r-b', 'rel-b', 'http://other:5000', 'canary', '["1","100%"]', '50%', 'revert', 600, 'running', NULL,
      '["web-01","web-02"]', '2026-04-20 09:09:00', '2026-04-20 09:09:00', 'apikey:ops');
  INSERT INTO rollout_batches VALUES
    ('r-a-b0', 'r-a', 0, '["web-02","web-01"]', 'succeeded', '2026-04-19 09:01:02', '2026-04-19 09:05:00', '{}'),
    ('r-b-b0', 'r-b', 0, '["web-01"]', 'succeeded', '2026-04-20 09:10:00', '2026-04-20 09:11:58',
      '{"web-01":"/nix/store/a-web-01"}'),
    ('r-b-b1', 'r-b', 1, '["web-02"]', 'waiting_health', '2026-04-20 09:12:00', NULL,
      '{"web-02":"/nix/store/a-web-02"}');
  INSERT INTO rollout_events (rollout_id, event_type, detail, actor, created_at) VALUES
    ('r-a', 'status_change', '{"from":"created","to":"running","strategy":"all_at_once"}', 'apikey:ops', '2026-04-19 09:01:00'),
    ('r-b', 'batch_started', '{"batch_index":0,"machines":1}', 'executor', '2026-04-20 09:10:00');
  INSERT INTO reports (machine_id, generation, success, message, received_at) VALUES
    ('web-01', '/nix/store/a-web-01', 1, 'up-to-date', '2026-04-20 09:09:30'),
    ('web-01', '/nix/store/b-web-01', 1, 'health-check', '2026-04-20 09:11:57'),
    ('web-02', '/nix/store/a-web-02', 0, 'fetch failed', '2026-04-20 09:15:03');
  INSERT INTO audit_events (timestamp, actor, action, target, detail) VALUES
    ('2026-01-02 10:00:00', 'apikey:admin', 'register', 'web-01', 'active'),
    ('2026-04-20 09:09:00', 'apikey:ops', 'rollout.created', 'r-b', 'strategy=canary machines=2 batches=2'),
    ('2026-04-20 09:09:30', 'machine:web-01', 'report', 'web-01', 'success'),
    ('2026-04-20 09:11:57', 'machine:web-01', 'report', 'web-01', 'success'),
    ('2026-04-20 09:15:03', 'machine:web-02', 'report', 'web-02', 'failure');
  INSERT INTO health_reports (machine_id, results, all_passed, received_at) VALUES
    ('web-01', '[{"status":"pass","check_name":"nginx","duration_ms":12}]', 1, '2026-04-20 09:09:30'),
    ('web-01', '[{"status":"pass","check_name":"nginx","duration_ms":9}]', 1, '2026-04-20 09:11:57');`;

/** Makes a database as v0.1.1 leaves it, WAL and all; `keyHash` is of the admin's key. Still open, for more rows. */
export function aV0Database(path: string, keyHash: string): Database {
  const db = new SQLite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  db.exec(SCHEMA);
  db.exec(FLEET.replace('$key', `'${keyHash}'`));
  return db;
}
