import type { Database } from 'better-sqlite3';
import type { LiveMachine, SilentMachine } from '../../../machines/model/live-machine.ts';
import type { AgentState } from '../../../machines/model/machine.ts';
import { wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';
import { statement } from '../statement.ts';
import { fitting } from './fitting.ts';
import { statusOf, type StatusRow, statusRows } from './machine-status.ts';

/** Which machines: those that have changed after a `seq`. */
export interface ChangedQuestion {
  readonly after: number;
  /** Most machines of a page. */
  readonly limit: number;
}

/** Machines in the order of their last changes. */
export interface LivePage {
  /** Everything up to it is in this page, or was before it. */
  readonly seq: number;
  readonly machines: LiveMachine[];
  /** Ids of machines that were deleted since the control plane was started. */
  readonly gone: string[];
  /** Nothing had changed after it. */
  readonly isLast: boolean;
}

/** Questions of those who watch the whole fleet. */
export interface LiveMachineReads {
  /** The newest `seq` that was ever given to a change, 0 if none. */
  lastSeq(): number;
  /** A page ends early when its machines are large. `now` is the server's clock. */
  changed(question: ChangedQuestion, now: number): LivePage;
  /** Machines in service that were not heard of since `before` (ms since the epoch), or never, by id. */
  silent(before: number, now: number): SilentMachine[];
}

/** More of what machines say is not for one frame, UTF-16 units: a machine may have 256 long tags. */
const PAGE_TEXT = 512 * 1024;

interface LiveRow extends StatusRow {
  readonly seq: number;
  readonly agent_state: string | null;
  readonly agent_state_since: number | null;
  readonly deployment: string;
  readonly active_rollout: string | null;
}

/** The questions of those who watch the whole fleet, on a reader's connection. */
export function createLiveMachineReads(db: Database): LiveMachineReads {
  // SQLite's own table of AUTOINCREMENT counters, which Kysely's `Tables` does not know.
  const last = db.prepare<[], number>(`SELECT seq FROM sqlite_sequence WHERE name = 'machine_changes'`).pluck();
  const changes = statement<{ after: number; limit: number }, { seq: number; machine_id: string }>(
    db,
    ({ after, limit }, from) =>
      from
        .selectFrom('machine_changes')
        .select(['seq', 'machine_id'])
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit),
  );
  const rows = prepareRows(db);
  return {
    lastSeq: () => last.get() ?? 0,
    // In one transaction, or a machine that changes in between would be missing in the second answer, as one that is gone.
    changed: db.transaction(({ after, limit }: ChangedQuestion, now: number): LivePage => {
      const changed = changes.all({ after, limit });
      const most = changed.at(-1)?.seq ?? after;
      const there = rows.all({ after, most });
      const shown = there.slice(0, fitting(there, PAGE_TEXT, textOf));
      const isWhole = shown.length === there.length;
      const seq = isWhole ? most : (shown.at(-1)?.seq ?? after);
      const ids = new Set(there.map(({ machine_id }) => machine_id));
      const gone = changed.filter((row) => row.seq <= seq && !ids.has(row.machine_id));
      return {
        seq,
        machines: shown.map((row) => liveOf(row, now)),
        gone: gone.map(({ machine_id }) => machine_id),
        isLast: isWhole && changed.length < limit,
      };
    }),
    silent: prepareSilent(db),
  };
}

function prepareRows(db: Database) {
  return statement<{ after: number; most: number }, LiveRow>(db, ({ after, most }, from) =>
    statusRows(from)
      .innerJoin('machine_changes', 'machine_changes.machine_id', 'machines.machine_id')
      .leftJoin('claims', 'claims.machine_id', 'machines.machine_id')
      .select(['seq', 'agent_state', 'agent_state_since', 'deployment', 'claims.rollout_id as active_rollout'])
      .where('seq', '>', after)
      .where('seq', '<=', most)
      .orderBy('seq'),
  );
}

function prepareSilent(db: Database): LiveMachineReads['silent'] {
  const silent = statement<{ before: number }, { machine_id: string; last_seen: number | null }>(
    db,
    ({ before }, from) =>
      from
        .selectFrom('machines')
        .select(['machine_id', 'last_seen'])
        .where('lifecycle', '!=', 'decommissioned')
        .where(({ eb, or }) => or([eb('last_seen', 'is', null), eb('last_seen', '<=', before)]))
        .orderBy('machine_id'),
  );
  return (before, now) =>
    silent.all({ before }).map(({ machine_id, last_seen }) => ({
      machine_id,
      seconds_since_last_report: last_seen === null ? null : Math.max(0, Math.floor((now - last_seen) / 1000)),
    }));
}

const textOf = ({ machine_id, tags, condition, current_generation, desired_generation }: LiveRow): number =>
  machine_id.length +
  tags.length +
  (condition?.length ?? 0) +
  (current_generation?.length ?? 0) +
  (desired_generation?.length ?? 0);

const liveOf = (row: LiveRow, now: number): LiveMachine => ({
  ...statusOf(row, now),
  agent_state: row.agent_state as AgentState | null,
  agent_state_since: wholeSecondsOrNull(row.agent_state_since),
  deployment: row.deployment,
  active_rollout: row.active_rollout,
});
