import SQLite, { type Database } from 'better-sqlite3';
import { BadConfig } from '../../machines/errors.ts';
import type { ActorMail, Transition } from '../../machines/model/actor.ts';
import { createAttempts, type EndedAttempt } from './attempts.ts';
import { isLocked } from './lock.ts';
import { createActorMail } from './read/actor-mail.ts';
import { storedFields } from './read/stored-json.ts';
import { createTransitionReads } from './read/transitions.ts';

/** What an agent's database tells somebody who looks, whether the agent runs or not. */
export interface AgentSight {
  /** A process has the database: the agent runs. */
  readonly isRunning: boolean;
  /** The chart's state as it was last stored; null: it never was. */
  readonly state: AgentState | null;
  /** The newest of its steps that are kept, the newest first; none of an agent that did not keep any. */
  readonly steps: readonly Transition[];
  /** What it has not taken yet, the oldest first. */
  readonly mailbox: readonly ActorMail[];
  /** What it could not take, the newest first. */
  readonly deadLetters: readonly ActorMail[];
  /** The newest first. */
  readonly attempts: readonly EndedAttempt[];
  /** Reports that the control plane has not taken. */
  readonly waiting: { readonly count: number; readonly oldestAt: number | null };
  /** Rows of v0.1.1's history, the newest first. */
  readonly events: readonly AgentEventRow[];
}

/** The chart's state as it is stored. */
export interface AgentState {
  /** Of the agent's one actor. */
  readonly address: string;
  readonly version: number;
  readonly deliveries: number;
  readonly value: unknown;
  readonly context: unknown;
  /** XState's persisted snapshot, which all of these are from. */
  readonly persisted: unknown;
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
/** One more than are told of, so that it can be said that there are more. */
const STEPS = 11;

/**
 * Looks into an agent's database without changing it; `steps`: so many of the newest. Throws `BadConfig` when there is none, or it
 * cannot be read.
 */
export function agentSight(path: string, { steps = STEPS }: { readonly steps?: number } = {}): AgentSight {
  let db: Database | undefined;
  try {
    db = new SQLite(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    return { isRunning: isLocked(path), ...seen(db, steps) };
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

/** All of one moment: the agent may go on meanwhile. */
const seen = (db: Database, steps: number): Omit<AgentSight, 'isRunning'> =>
  db.transaction(() => {
    const state = stateIn(db);
    const mail = createActorMail(db);
    return {
      state,
      steps: state === null ? [] : stepsIn(db, state.address, steps),
      mailbox: state === null ? [] : mail.waiting(state.address),
      deadLetters: state === null ? [] : mail.dead(state.address),
      attempts: createAttempts(db).newest(ATTEMPTS),
      waiting: db
        .prepare<[], AgentSight['waiting']>('SELECT count(*) AS count, min(at) AS oldestAt FROM outbox')
        .get() ?? { count: 0, oldestAt: null },
      events: db
        .prepare<[number], AgentEventRow>('SELECT timestamp, kind, hash, message FROM events ORDER BY id DESC LIMIT ?')
        .all(EVENTS),
    };
  })();

interface SnapshotRow {
  readonly address: string;
  readonly version: number;
  readonly deliveries: number;
  readonly state: string;
}

function stateIn(db: Database): AgentState | null {
  const row = db.prepare<[], SnapshotRow>('SELECT address, version, deliveries, state FROM snapshots LIMIT 1').get();
  if (row === undefined) return null;
  const persisted = storedFields(row.state);
  const { value, context } = persisted;
  return { address: row.address, version: row.version, deliveries: row.deliveries, value, context, persisted };
}

/** An older agent has no such table, and looking must not make one. */
function stepsIn(db: Database, address: string, limit: number): readonly Transition[] {
  const table = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'transitions'`).get();
  return table === undefined ? [] : createTransitionReads(db).history(address, { limit }).items;
}
