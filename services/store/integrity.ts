import type { Database } from 'better-sqlite3';
import { IS_ACTIVE } from './active-rollouts.ts';

/** What SQLite finds wrong with the file itself, in its words; at most `limit`. */
export function integrityProblems(db: Database, limit = 5): string[] {
  const found = db.prepare<[], string>(`PRAGMA integrity_check(${limit})`).pluck().all();
  return found.filter((line) => line !== 'ok');
}

/** Rows that refer to rows that there are not, as `table -> parent: how many`, by name: SQLite's own order is no order. */
export function danglingRows(db: Database): string[] {
  const counts = new Map<string, number>();
  for (const { table, parent } of db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').all()) {
    const what = `${table} -> ${parent}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${what}: ${count}`).toSorted();
}

/** Questions whose answers are empty when all is well; each row is a line that says what is wrong. */
export interface ConsistencyReads {
  /** Mail for rollouts and batches that there are not; `kinds` are those whose actors live here. */
  lostMail(kinds: readonly string[]): string[];
  /** Mail that its receiver could not take; newest first. */
  deadLetters(): string[];
  /** Machines held by rollouts that have ended, and machines of active ones that nobody holds. */
  wrongClaims(): string[];
  /** Machines that wait for a verdict which no rollout waits for. */
  wrongAssignments(): string[];
}

/** The questions about what belongs together, on a reader's connection. */
export function createConsistencyReads(db: Database): ConsistencyReads {
  const lines = (sql: string) => db.prepare<unknown[], string>(sql).pluck();
  const mail = lines(LOST_MAIL);
  const dead = lines(
    `SELECT receiver || ' could not take mail from ' || sender || ': ' || failure FROM dead_letters ORDER BY id DESC`,
  );
  const claims = lines(WRONG_CLAIMS);
  const assignments = lines(WRONG_ASSIGNMENTS);
  return {
    lostMail: (kinds) => mail.all({ kinds: JSON.stringify(kinds) }),
    deadLetters: () => dead.all(),
    wrongClaims: () => claims.all(),
    wrongAssignments: () => assignments.all(),
  };
}

/** A machine's actor is made when mail comes for it; a rollout and its batches have rows first. */
const LOST_MAIL = `
  WITH mail AS (
    SELECT receiver, substr(receiver, 1, instr(receiver, ':') - 1) AS kind, substr(receiver, instr(receiver, ':') + 1) AS id
    FROM mailbox)
  SELECT 'mail for ' || receiver || ', which there is not' FROM mail
  WHERE kind NOT IN (SELECT value FROM json_each(@kinds))
    OR (kind = 'rollout' AND id NOT IN (SELECT id FROM rollouts))
    OR (kind = 'batch' AND id NOT IN (SELECT rollout_id || ':' || batch_index FROM rollout_batches))`;

const WRONG_CLAIMS = `
  SELECT machine_id || ' is held by the rollout ' || rollout_id || ', which is ' || status
  FROM claims JOIN rollouts ON rollouts.id = rollout_id WHERE NOT ${IS_ACTIVE}
  UNION ALL
  SELECT machine_id || ' is in the active rollout ' || rollouts.id || ', which does not hold it'
  FROM rollouts JOIN rollout_machines ON rollout_id = rollouts.id WHERE ${IS_ACTIVE}
    AND NOT EXISTS (SELECT 1 FROM claims
      WHERE claims.machine_id = rollout_machines.machine_id AND claims.rollout_id = rollouts.id)`;

/** An assignment is `<rollout>:<batch>:<attempt>`; rollouts have no colon in their names. */
const WRONG_ASSIGNMENTS = `
  SELECT machine_id || ' waits for a verdict on ' || open_assignment || ', which nobody waits for'
  FROM machines WHERE open_assignment IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM rollout_machines AS part WHERE part.machine_id = machines.machine_id
      AND part.rollout_id = substr(open_assignment, 1, instr(open_assignment, ':') - 1)
      AND verdict IN ('pending', 'soaking', 'reverting') AND started_at IS NOT NULL)
  UNION ALL
  SELECT part.machine_id || ' was told what to run by the rollout ' || rollouts.id || ' and does not know it'
  FROM rollouts JOIN rollout_machines AS part ON part.rollout_id = rollouts.id
  JOIN machines ON machines.machine_id = part.machine_id
  WHERE ${IS_ACTIVE} AND verdict IN ('pending', 'soaking') AND started_at IS NOT NULL
    AND coalesce(open_assignment, '') NOT LIKE rollouts.id || ':%'`;
