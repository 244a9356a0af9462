import SQLite from 'better-sqlite3';
import { BadConfig } from '../../machines/errors.ts';
import { createAttempts, type EndedAttempt } from './attempts.ts';
import { isLocked } from './lock.ts';

/** What an agent's database tells somebody who looks, whether the agent runs or not. */
export interface AgentSight {
  /** A process has the database: the agent runs. */
  readonly isRunning: boolean;
  /** The chart's state as it was last stored; null: it never was. */
  readonly state: { readonly version: number; readonly value: unknown; readonly context: unknown } | null;
  /** The newest first. */
  readonly attempts: readonly EndedAttempt[];
  /** Reports that the control plane has not taken. */
  readonly waiting: { readonly count: number; readonly oldestAt: number | null };
  /** Rows of v0.1.1's history, the newest first. */
  readonly events: readonly AgentEventRow[];
}

/** A row of v0.1.1's `events`. */
export interface AgentEventRow {
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly timestamp: string;
  readonly kind: string;
  readonly hash: string | null;
  readonly message: string | null;
}

const ATTEMPTS = 5;
const EVENTS = 200;

/** Looks into an agent's database without changing it. Throws `BadConfig` when there is none, or it cannot be read. */
export function agentSight(path: string): AgentSight {
  let db: SQLite.Database | undefined;
  try {
    db = new SQLite(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const snapshot = db
      .prepare<[], { version: number; state: string }>('SELECT version, state FROM snapshots LIMIT 1')
      .get();
    const { value, context } = JSON.parse(snapshot?.state ?? '{}') as { value?: unknown; context?: unknown };
    return {
      isRunning: isLocked(path),
      state: snapshot === undefined ? null : { version: snapshot.version, value, context },
      attempts: createAttempts(db).newest(ATTEMPTS),
      waiting: db
        .prepare<[], AgentSight['waiting']>('SELECT count(*) AS count, min(at) AS oldestAt FROM outbox')
        .get() ?? { count: 0, oldestAt: null },
      events: db
        .prepare<[number], AgentEventRow>('SELECT timestamp, kind, hash, message FROM events ORDER BY id DESC LIMIT ?')
        .all(EVENTS),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(
      `cannot read the agent's database ${path}: ${why}; run this as the agent's user (root), and check --db-path`,
      { path },
      { cause },
    );
  } finally {
    db?.close();
  }
}
