import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import type { AgentEmission } from '../../machines/agent-emissions.ts';
import { BadConfig, Conflict } from '../../machines/errors.ts';
import { noteOf } from '../../machines/policy/agent-report.ts';
import { AGENT_DDL, type AgentMemory, createHistory } from './agent-history.ts';
import { ATTEMPT_DDL, type Attempts, createAttempts } from './attempts.ts';
import { makeFolder } from './folder.ts';
import { type Lock, lockBeside } from './lock.ts';
import { createMailbox, type Mailbox, MAILBOX_DDL } from './mailbox.ts';
import { createOutbox, type Outbox, OUTBOX_DDL } from './outbox.ts';
import { createSnapshots, type Snapshots, SNAPSHOTS_DDL } from './snapshots.ts';
import { isDamage } from './storage-failure.ts';
import { createTransaction } from './transaction.ts';
import { createTransitions, type Transitions, TRANSITIONS_DDL } from './transitions.ts';

/** The agent's own database: the unit of work of its one actor. */
export interface AgentUnit {
  transaction<T>(work: () => T): T;
  changes(): number;
  readonly snapshots: Snapshots;
  readonly mailbox: Mailbox;
  /** The newest steps of the actor. */
  readonly transitions: Transitions;
  /** Reports that the control plane has not taken yet. */
  readonly outbox: Outbox;
  /** What was written down of attempts, for whoever is the agent next. */
  readonly attempts: Attempts;
  readonly memory: AgentMemory;
  /** Names this database for as long as it lives. */
  readonly epoch: string;
  record(from: string, emission: { readonly type: string }, now: number): void;
  close(): void;
}

/** What a unit of work is made of, beside its database. */
export interface AgentUnitParts {
  /** The name of a database that has none yet. */
  readonly newEpoch: string;
  /** Hears what the chart emitted, once it is committed. */
  readonly committed?: (emissions: readonly AgentEmission[]) => void;
}

/** What opens an agent's database. */
export interface AgentDatabase extends AgentUnitParts {
  readonly path: string;
  /** Hears what is wrong with the database, in words. */
  readonly warn?: (problem: string) => void;
}

/**
 * Opens an agent's database, made when it is missing. An older agent must be able to read what a newer one wrote: tables
 * and columns are only ever added. One that is damaged is set aside: a machine without an agent is worse off than an
 * agent without memory. Two agents of one machine would switch it under each other's feet: the second is refused.
 * Throws `BadConfig`, `Conflict`.
 */
export function openAgentUnit({ path, warn = () => undefined, ...parts }: AgentDatabase): AgentUnit {
  const lock = lockOf(path);
  try {
    const unit = agentUnitOn(open(path, warn), parts);
    return {
      ...unit,
      close() {
        unit.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** More than a day of an agent that polls each minute and reports its health. */
const STEPS_KEPT = 20_000;

/** The unit of work of an open database that has its tables. */
export function agentUnitOn(db: Database, { newEpoch, committed = () => undefined }: AgentUnitParts): AgentUnit {
  const history = createHistory(db);
  const outbox = createOutbox(db);
  const attempts = createAttempts(db);
  const changed = db.prepare<[], number>('SELECT total_changes()').pluck();
  const inTransaction = createTransaction(db);
  let emitted: AgentEmission[] = [];
  return {
    snapshots: createSnapshots(db),
    mailbox: createMailbox(db),
    transitions: createTransitions(db, STEPS_KEPT),
    outbox,
    attempts,
    memory: history,
    epoch: history.epoch(newEpoch),
    changes: () => changed.get() ?? 0,
    transaction(work) {
      emitted = [];
      const answer = inTransaction(work);
      committed(emitted);
      return answer;
    },
    record(_, emission, now) {
      const known = emission as AgentEmission;
      emitted.push(known);
      if (known.type === 'report') {
        outbox.put(known, now);
        const note = noteOf(known);
        if (note) history.add(note);
      }
      if (known.type === 'note') history.add(known);
      if (known.type === 'attempt') attempts.put(known);
    },
    close: () => db.close(),
  };
}

/** Makes the tables that are missing. */
export function makeAgentTables(db: Database): void {
  for (const statement of [
    ...AGENT_DDL,
    ...SNAPSHOTS_DDL,
    ...MAILBOX_DDL,
    ...TRANSITIONS_DDL,
    ...OUTBOX_DDL,
    ...ATTEMPT_DDL,
  ])
    db.exec(statement);
}

/** An agent that is being stopped may need a moment to go. */
const PATIENCE_MS = 3_000;

function lockOf(path: string): Lock {
  let lock: Lock | undefined;
  try {
    makeFolder(dirname(path));
    lock = lockBeside(path, PATIENCE_MS);
  } catch (cause) {
    throw unopened(path, cause);
  }
  if (lock !== undefined) return lock;
  throw new Conflict(`another agent is using ${path}: one machine has one agent`, { path });
}

function open(path: string, warn: (problem: string) => void): Database {
  try {
    return connect(path);
  } catch (error) {
    if (!isDamage(error)) throw unopened(path, error);
    warn(`the agent's database is damaged (${error.message}); it is set aside as ${path}.damaged`);
    setAside(path);
    return connect(path);
  }
}

function unopened(path: string, cause: unknown): BadConfig {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BadConfig(
    `cannot open the agent's database ${path}: ${why}; check --db-path and its permissions`,
    { path },
    { cause },
  );
}

function connect(path: string): Database {
  const db = new SQLite(path);
  try {
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    assertWhole(db);
    makeAgentTables(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** To open a database is to read its first pages: what is broken behind them would fail at each start, and begin none. */
function assertWhole(db: Database): void {
  const [problem = 'ok'] = db.prepare<[], string>('PRAGMA quick_check(1)').pluck().all();
  if (problem !== 'ok') throw new SQLite.SqliteError(problem, 'SQLITE_CORRUPT');
}

/** What waits to be written into it is of no use without it. */
function setAside(path: string): void {
  renameSync(path, `${path}.damaged`);
  for (const companion of ['-wal', '-shm']) rmSync(path + companion, { force: true });
}
