import type { Database } from 'better-sqlite3';
import type { ReportEmission } from '../../machines/agent-emissions.ts';
import type { QueuedReport } from '../../machines/policy/agent-report.ts';

/** The table of reports that the control plane has not taken yet. */
export const OUTBOX_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    report TEXT NOT NULL
  )`,
];

/** Reports that wait, in order. */
export interface Outbox {
  /**
   * Adds a report. A health report takes the place of one that still waits; beyond the limit the oldest go that have a
   * newer one of their kind.
   */
  put(report: ReportEmission, at: number): void;
  /** The oldest that waits. */
  first(): QueuedReport | undefined;
  /** The oldest that waits of those after `seq`. */
  after(seq: number): QueuedReport | undefined;
  /** It was taken. */
  remove(seq: number): void;
  /** All up to `seq` were taken. */
  removeThrough(seq: number): void;
  count(): number;
  /** How much waits; characters are those of the reports as they are stored. */
  size(): { readonly rows: number; readonly characters: number };
  /** The highest number that was ever given; 0: none. */
  lastSeq(): number;
}

const LIMIT = 1_000;

/** The outbox of a database that has `OUTBOX_DDL`. */
export function createOutbox(db: Database, limit: number = LIMIT): Outbox {
  const insert = db.prepare('INSERT INTO outbox (at, kind, report) VALUES (?, ?, ?)');
  const after = db.prepare<[number], { seq: number; at: number; report: string }>(
    'SELECT seq, at, report FROM outbox WHERE seq > ? ORDER BY seq LIMIT 1',
  );
  const remove = db.prepare('DELETE FROM outbox WHERE seq = ?');
  const removeThrough = db.prepare('DELETE FROM outbox WHERE seq <= ?');
  const size = db.prepare<[], { rows: number; characters: number }>(
    'SELECT count(*) AS rows, coalesce(sum(length(report)), 0) AS characters FROM outbox',
  );
  const lastSeq = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck();
  const supersede = db.prepare("DELETE FROM outbox WHERE kind = 'health-check'");
  const count = db.prepare<[], number>('SELECT count(*) FROM outbox').pluck();
  const trim = db.prepare(
    `DELETE FROM outbox WHERE seq IN (
      SELECT seq FROM outbox
      WHERE seq NOT IN (SELECT max(seq) FROM outbox GROUP BY kind)
      ORDER BY seq LIMIT ?
    )`,
  );
  const nextAfter = (seq: number): QueuedReport | undefined => {
    const row = after.get(seq);
    return row && { ...(JSON.parse(row.report) as ReportEmission), seq: row.seq, at: row.at };
  };
  return {
    put(report, at) {
      if (report.kind === 'health-check') supersede.run();
      insert.run(at, report.kind, JSON.stringify(report));
      const over = (count.get() ?? 0) - limit;
      if (over > 0) trim.run(over);
    },
    first: () => nextAfter(0),
    after: nextAfter,
    remove: (seq) => void remove.run(seq),
    removeThrough: (seq) => void removeThrough.run(seq),
    count: () => count.get() ?? 0,
    size: () => size.get() ?? { rows: 0, characters: 0 },
    lastSeq: () => lastSeq.get() ?? 0,
  };
}
