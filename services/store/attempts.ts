import type { Database } from 'better-sqlite3';
import { Value } from 'typebox/value';
import type { AttemptEmission } from '../../machines/agent-emissions.ts';
import { Attempt, type AttemptEnd } from '../../machines/model/attempt.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';

/**
 * The table of attempts. It is frozen: an agent that was rolled back reads what a newer one wrote, and decides by it what
 * runs on the machine. Columns may be added, never changed.
 */
export const ATTEMPT_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS attempt (
    id TEXT PRIMARY KEY,
    wanted TEXT NOT NULL,
    assignment TEXT,
    previous TEXT NOT NULL,
    profile TEXT,
    boot_id TEXT,
    mode TEXT NOT NULL,
    phase TEXT NOT NULL,
    deadline INTEGER NOT NULL,
    problem TEXT,
    outcome TEXT
  )`,
];

/** What an agent has written down of its attempts. */
export interface Attempts {
  put(emission: AttemptEmission): void;
  /**
   * The attempt that has not ended. One that another agent has written and this one cannot understand goes back to what
   * ran before: that is always safe. One that does not even say what that was is none.
   */
  open(): Attempt | null;
  /** The last attempt of all, if it failed. */
  lastFailed(): Attempt | null;
  /** The newest first, each with how it ended; null: it goes on. */
  newest(limit: number): readonly EndedAttempt[];
}

/** An attempt with its end. */
export interface EndedAttempt {
  readonly attempt: Attempt;
  readonly end: string | null;
}

interface Row {
  readonly id: string;
  readonly wanted: string;
  readonly assignment: string | null;
  readonly previous: string;
  readonly profile: string | null;
  readonly boot_id: string | null;
  readonly mode: string;
  readonly phase: string;
  readonly deadline: number;
  readonly problem: string | null;
  readonly outcome: string | null;
}

const COLUMNS = 'id, wanted, assignment, previous, profile, boot_id, mode, phase, deadline, problem, outcome';
const KEPT = 100;
const FAILURES: readonly AttemptEnd[] = ['not_applied', 'rolled_back', 'rollback_failed'];

/** The attempts in a database that has `ATTEMPT_DDL`. */
export function createAttempts(db: Database): Attempts {
  const upsert = db.prepare(
    `INSERT INTO attempt (${COLUMNS})
    VALUES (@id, @wanted, @assignment, @previous, @profile, @bootId, @mode, @phase, @deadline, @problem, @outcome)
    ON CONFLICT (id) DO UPDATE SET wanted = excluded.wanted, assignment = excluded.assignment,
      previous = excluded.previous, profile = excluded.profile, boot_id = excluded.boot_id, mode = excluded.mode,
      phase = excluded.phase, deadline = excluded.deadline, problem = excluded.problem, outcome = excluded.outcome`,
  );
  const trim = db.prepare(
    `DELETE FROM attempt WHERE outcome IS NOT NULL
    AND rowid NOT IN (SELECT rowid FROM attempt ORDER BY rowid DESC LIMIT ${KEPT})`,
  );
  const newest = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM attempt ORDER BY rowid DESC LIMIT ?`);
  const opened = db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM attempt WHERE outcome IS NULL ORDER BY rowid DESC LIMIT 1`,
  );
  return {
    put({ attempt, end }) {
      const problem = attempt.problem && JSON.stringify(attempt.problem);
      upsert.run({ ...attempt, problem, outcome: end });
      if (end !== null) trim.run();
    },
    open() {
      const row = opened.get();
      return attemptIn(row) ?? wayBackIn(row);
    },
    lastFailed() {
      const [last] = newest.all(1);
      return FAILURES.some((end) => end === last?.outcome) ? attemptIn(last) : null;
    },
    newest: (limit) =>
      newest.all(limit).flatMap((row) => {
        const attempt = attemptIn(row);
        return attempt === null ? [] : [{ attempt, end: row.outcome }];
      }),
  };
}

function attemptIn(row: Row | undefined): Attempt | null {
  if (row === undefined) return null;
  const { boot_id: bootId, outcome: _, problem, ...rest } = row;
  const attempt = { ...rest, bootId, problem: problemIn(problem) };
  return Value.Check(Attempt, attempt) ? attempt : null;
}

/** What can be made of an attempt that another agent has written: the way back. */
function wayBackIn(row: Row | undefined): Attempt | null {
  if (row === undefined || !isPath(row.previous)) return null;
  const reason = `another version of the agent began this, and this one does not know how to go on (${row.phase})`;
  const attempt = {
    id: row.id,
    wanted: isPath(row.wanted) ? row.wanted : '',
    assignment: typeof row.assignment === 'string' ? row.assignment : null,
    previous: row.previous,
    profile: isPath(row.profile) ? row.profile : null,
    bootId: null,
    mode: row.mode === 'switch' ? 'switch' : 'test-then-boot',
    phase: 'returning',
    deadline: 0,
    problem: { outcome: 'apply_failed', reason },
  };
  return Value.Check(Attempt, attempt) ? attempt : null;
}

/** SQLite keeps any kind of value in any column. */
const isPath = (value: unknown): value is string => typeof value === 'string' && isStorePath(value);

function problemIn(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return { outcome: 'apply_failed', reason: text };
  }
}
