import type { Database } from 'better-sqlite3';
import { type RawBuilder, sql } from 'kysely';
import type { AgentState, Lifecycle } from '../../../machines/model/machine.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import type { Outcome } from '../../../machines/model/report.ts';
import type { Verdict } from '../../../machines/model/rollout.ts';
import type { Why } from '../../../machines/model/why.ts';
import { why, whyLeftOut } from '../../../machines/policy/why.ts';
import type { BatchStanding, MachineStanding, RolloutStanding, StepBack } from '../../../machines/policy/why-facts.ts';
import { type queries, statement } from '../statement.ts';
import type { RolloutRow } from '../tables.ts';
import { pageOf } from './page-of.ts';
import { createStandings, type LastEvent, type RolloutEvent } from './standings.ts';

/** Questions about what the machines of a rollout wait for; `now` is the server's clock. */
export interface WhyReads {
  /** Of one machine; undefined: there is no such rollout, or it never had to do with the machine. */
  one(rolloutId: string, machineId: string, now: number): Why | undefined;
  /** Of all of them by id, those that were left out among them; undefined: there is no such rollout. */
  all(rolloutId: string, question: PageQuestion, now: number): Page<Why> | undefined;
}

/** The questions about what machines wait for, on a reader's connection. */
export function createWhyReads(db: Database): WhyReads {
  const rollout = statement<{ id: string }, RolloutRow>(db, ({ id }, from) =>
    from.selectFrom('rollouts').selectAll().where('id', '=', id),
  );
  const { batches, lastOf } = createStandings(db);
  const only = statement<{ id: string; machineId: string }, MachineInIt>(db, ({ id, machineId }, from) =>
    machinesOf(from, id, { which: sql<boolean>`machine_id = ${machineId}`, rows: sql.lit(1) }),
  );
  const page = statement<{ id: string; after: string; rows: number }, MachineInIt>(db, ({ id, after, rows }, from) =>
    machinesOf(from, id, { which: sql<boolean>`machine_id > ${after}`, rows }),
  );
  const explained = (row: RolloutRow, now: number) => {
    const known = { now, rollout: standingOf(row, lastOf), batches: batches(row.id) };
    return (machine: MachineInIt): Why => whyOf(machine, known);
  };
  return {
    // Transactions, so that all their rows are of one moment.
    one: db.transaction((id: string, machineId: string, now: number) => {
      const row = rollout.get({ id });
      const machine = row && only.get({ id, machineId });
      return row && machine && explained(row, now)(machine);
    }),
    all: db.transaction((id: string, { limit, after = '' }: PageQuestion, now: number) => {
      const row = rollout.get({ id });
      if (row === undefined) return undefined;
      const machines = page.all({ id, after, rows: limit + 1 });
      return pageOf(machines, limit, { item: explained(row, now), cursor: ({ machine_id }) => machine_id });
    }),
  };
}

/** A machine that took part or was left out, with what is known of it. */
interface MachineInIt {
  readonly machine_id: string;
  /** Null: it was left out, and what belongs to its part is not there. */
  readonly batch_index: number | null;
  readonly wanted: string;
  readonly previous: string | null;
  readonly verdict: Verdict;
  /** Why it was judged so, or left out. */
  readonly reason: string | null;
  readonly attempt: number;
  readonly started_at: number | null;
  readonly settled_at: number | null;
  readonly reverted_at: number | null;
  /** Null: it was deleted. */
  readonly lifecycle: Lifecycle | null;
  readonly current_generation: string | null;
  readonly agent_state: AgentState | null;
  readonly agent_state_since: number | null;
  readonly desired: string | null;
  /** Null: it has not reported, or not lately. */
  readonly reported_at: number | null;
  readonly reported_path: string | null;
  readonly outcome: Outcome | null;
  readonly message: string | null;
}

/** Both lists are kept by id: SQLite merges them without sorting, and joins the rest to a page only. */
function machinesOf(
  from: typeof queries,
  rolloutId: string,
  { which, rows }: { which: RawBuilder<boolean>; rows: unknown },
) {
  const part = sql`SELECT machine_id, batch_index, wanted, previous, verdict, reason, attempt,
      started_at, settled_at, reverted_at
    FROM rollout_machines WHERE rollout_id = ${rolloutId} AND ${which}`;
  const leftOut = sql`SELECT machine_id, NULL, '', NULL, 'skipped', reason, 0, NULL, NULL, NULL
    FROM rollout_skipped WHERE rollout_id = ${rolloutId} AND ${which}`;
  return from
    .selectFrom(sql<PartRow>`(${part} UNION ALL ${leftOut} ORDER BY machine_id LIMIT ${rows})`.as('part'))
    .leftJoin('machines', 'machines.machine_id', 'part.machine_id')
    .leftJoin('generations', 'generations.machine_id', 'part.machine_id')
    .leftJoin('reports', (join) =>
      join.on(
        sql<boolean>`reports.id = (SELECT max(id) FROM reports AS newest WHERE newest.machine_id = part.machine_id)`,
      ),
    )
    .selectAll('part')
    .select(['lifecycle', 'current_generation', 'agent_state', 'agent_state_since', 'generations.hash as desired'])
    .select(['received_at as reported_at', 'generation as reported_path', 'outcome', 'message'])
    .orderBy('part.machine_id')
    .$castTo<MachineInIt>();
}

type PartRow = Pick<
  MachineInIt,
  | ('machine_id' | 'batch_index' | 'wanted' | 'previous' | 'verdict' | 'reason')
  | ('started_at' | 'settled_at' | 'reverted_at')
>;

const standingOf = (row: RolloutRow, lastOf: LastEvent): RolloutStanding => ({
  status: row.status,
  phase: row.phase,
  reason: row.reason,
  failureThreshold: row.failure_threshold,
  successThreshold: row.success_threshold,
  healthTimeoutMs: row.health_timeout * 1000,
  soakMs: row.soak_seconds * 1000,
  deadline:
    row.status === 'running' && row.progress_deadline !== null ? row.updated_at + row.progress_deadline * 1000 : null,
  supersededBy: row.status === 'cancelled' ? (lastOf(row.id, 'status_change')?.supersededBy ?? null) : null,
  stepBack: row.phase === 'reverting' ? stepIn(lastOf(row.id, 'revert_batch_started')) : null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const stepIn = (event: RolloutEvent | undefined): StepBack | null =>
  event?.index == null ? null : { index: event.index, startedAt: event.at };

interface Known {
  readonly now: number;
  readonly rollout: RolloutStanding;
  readonly batches: readonly BatchStanding[];
}

function whyOf(row: MachineInIt, known: Known): Why {
  const { machine_id: machineId, batch_index: batchIndex, reason } = row;
  if (batchIndex === null) return whyLeftOut({ machineId, reason: reason ?? '', at: known.rollout.createdAt });
  const { wanted, previous, verdict, attempt } = row;
  const times = { startedAt: row.started_at, settledAt: row.settled_at, revertedAt: row.reverted_at };
  const part = { machineId, batchIndex, wanted, previous, verdict, reason, attempt, ...times };
  return why({ ...known, part, machine: machineIn(row) });
}

function machineIn(row: MachineInIt): MachineStanding | undefined {
  if (row.lifecycle === null) return undefined;
  const { lifecycle, current_generation: running, desired, agent_state, agent_state_since, reported_at } = row;
  return {
    ...{ lifecycle, running, desired, agentState: agent_state, agentStateSince: agent_state_since },
    lastReport:
      reported_at === null
        ? null
        : { at: reported_at, path: row.reported_path ?? '', outcome: row.outcome, message: row.message ?? '' },
  };
}
