import type { Database } from 'better-sqlite3';
import type { NoteEmission } from '../../machines/agent-emissions.ts';

/** v0.1.1's tables. */
export const AGENT_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    timestamp TEXT NOT NULL DEFAULT (datetime('now')),
    kind TEXT NOT NULL,
    hash TEXT,
    message TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
];

/** What the agent need not do twice. */
export interface AgentMemory {
  /** The evidence of compliance that the control plane has had last, by its name. */
  sentEvidence(): string | undefined;
  noteSentEvidence(name: string): void;
}

/** What the agent did, for who looks into its database; nothing of it is needed to go on. */
export interface History extends AgentMemory {
  /** Adds a row; a deploy that succeeded also becomes the current generation. The newest 10,000 are kept. */
  add(note: NoteEmission): void;
  /** The name of this database: `fresh` when it has none yet. */
  epoch(fresh: string): string;
}

const KEPT = 10_000;

/** The history in a database that has `AGENT_DDL`. */
export function createHistory(db: Database): History {
  const insert = db.prepare('INSERT INTO events (kind, hash, message) VALUES (?, ?, ?)');
  const trim = db.prepare('DELETE FROM events WHERE id <= ?');
  const set = db.prepare('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)');
  const setOnce = db.prepare('INSERT OR IGNORE INTO state (key, value) VALUES (?, ?)');
  const get = db.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck();
  return {
    add({ kind, hash, message }) {
      const { lastInsertRowid } = insert.run(kind, hash, message);
      trim.run(Number(lastInsertRowid) - KEPT);
      if (kind === 'deploy' && hash !== null) set.run('current_generation', hash);
    },
    sentEvidence: () => get.get('evidence_sent'),
    noteSentEvidence: (name) => void set.run('evidence_sent', name),
    epoch(fresh) {
      setOnce.run('epoch', fresh);
      return get.get('epoch') ?? fresh;
    },
  };
}
