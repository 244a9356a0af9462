import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { AgentState } from '../../../machines/model/machine.ts';
import type { MachineAssignment, MachineChart, MachineDetail } from '../../../machines/model/machine-detail.ts';
import { wholeSeconds, wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';
import { statement } from '../statement.ts';
import type { MachineReportReads } from './machine-reports.ts';
import { conditionOf, statusOf, type StatusRow, statusRows } from './machine-status.ts';

/** Reports and rollouts that are shown. */
const SHOWN = 20;

/** One machine, whole, from a reader's connection; `now` is the server's clock. Undefined: it is unknown. */
export function createMachineDetail(
  db: Database,
  reports: Pick<MachineReportReads, 'newest' | 'health'>,
): (machineId: string, now: number) => MachineDetail | undefined {
  const one = prepareOne(db);
  const chart = prepareChart(db);
  const parts = prepareParts(db);
  return (id, now) => {
    const row = one.get({ id });
    if (row === undefined) return undefined;
    return {
      ...statusOf(row, now),
      ...standingOf(row),
      chart: chartOf(chart.get({ address: `machine:${id}` })),
      health: reports.health(id) ?? null,
      reports: reports.newest(id, SHOWN),
      assignments: parts.all({ id, rows: SHOWN }).map(assignmentOf),
    };
  };
}

interface DetailRow extends StatusRow {
  /** JSON, as `pinned`. */
  readonly declared: string;
  readonly pinned: string;
  readonly registered_at: number;
  readonly boot_id: string | null;
  readonly agent_state: string | null;
  readonly agent_state_since: number | null;
  readonly deployment: string;
  readonly open_assignment: string | null;
  readonly active_rollout: string | null;
  readonly cache_url: string | null;
  readonly assignment: string | null;
  readonly set_at: number | null;
}

function prepareOne(db: Database) {
  const tagsOf = (source: 'declared' | 'pinned') =>
    sql<string>`(SELECT json_group_array(tag) FROM (SELECT tag FROM machine_tags
      WHERE machine_tags.machine_id = machines.machine_id AND source = ${sql.lit(source)} ORDER BY tag))`;
  return statement<{ id: string }, DetailRow>(db, ({ id }, from) =>
    statusRows(from)
      .leftJoin('claims', 'claims.machine_id', 'machines.machine_id')
      .select([
        tagsOf('declared').as('declared'),
        tagsOf('pinned').as('pinned'),
        'registered_at',
        'boot_id',
        'agent_state',
        'agent_state_since',
        'deployment',
        'open_assignment',
        'claims.rollout_id as active_rollout',
        'generations.cache_url',
        'generations.assignment',
        'generations.set_at',
      ])
      .where('machines.machine_id', '=', id),
  );
}

const standingOf = (row: DetailRow) => ({
  declared_tags: JSON.parse(row.declared) as string[],
  pinned_tags: JSON.parse(row.pinned) as string[],
  registered_at: wholeSeconds(row.registered_at),
  last_seen: wholeSecondsOrNull(row.last_seen),
  boot_id: row.boot_id,
  agent_state: row.agent_state as AgentState | null,
  agent_state_since: wholeSecondsOrNull(row.agent_state_since),
  condition: conditionOf(row),
  deployment: row.deployment,
  open_assignment: row.open_assignment,
  active_rollout: row.active_rollout,
  desired: desiredOf(row),
});

const desiredOf = ({ desired_generation: hash, cache_url, assignment, set_at }: DetailRow): MachineDetail['desired'] =>
  hash === null || set_at === null ? null : { hash, cache_url, assignment, set_at: wholeSeconds(set_at) };

interface ChartRow {
  readonly version: number;
  readonly lifecycle: unknown;
  readonly deployment: unknown;
}

/** Whatever is stored, the machine can be looked at. */
function prepareChart(db: Database) {
  const region = (name: string) =>
    sql<unknown>`CASE WHEN json_valid(state) THEN json_extract(state, ${sql.lit(`$.value.${name}`)}) END`;
  return statement<{ address: string }, ChartRow>(db, ({ address }, from) =>
    from
      .selectFrom('snapshots')
      .select(['version', region('lifecycle').as('lifecycle'), region('deployment').as('deployment')])
      .where('address', '=', address),
  );
}

function chartOf(row: ChartRow | undefined): MachineChart | null {
  if (row === undefined) return null;
  const { version, lifecycle, deployment } = row;
  const isRead = typeof lifecycle === 'string' && typeof deployment === 'string';
  return { version, state: isRead ? { lifecycle, deployment } : null };
}

type PartRow = Omit<MachineAssignment, 'created_at' | 'started_at' | 'settled_at'> & {
  readonly created_at: number;
  readonly started_at: number | null;
  readonly settled_at: number | null;
};

function prepareParts(db: Database) {
  return statement<{ id: string; rows: number }, PartRow>(db, ({ id, rows }, from) =>
    from
      .selectFrom('rollout_machines as part')
      .innerJoin('rollouts', 'rollouts.id', 'part.rollout_id')
      .innerJoin('rollout_batches as batch', (join) =>
        join.onRef('batch.rollout_id', '=', 'part.rollout_id').onRef('batch.batch_index', '=', 'part.batch_index'),
      )
      .select([
        'part.rollout_id',
        'rollouts.release_id',
        'rollouts.status as rollout_status',
        'part.batch_index',
        'batch.status as batch_status',
      ])
      .select(['verdict', 'part.reason', 'wanted', 'previous', 'part.attempt'])
      .select(['rollouts.created_at', 'part.started_at', 'part.settled_at'])
      .where('part.machine_id', '=', id)
      .orderBy('rollouts.created_at', 'desc')
      .orderBy(sql`rollouts.rowid`, 'desc')
      .limit(rows),
  );
}

const assignmentOf = (row: PartRow): MachineAssignment => ({
  ...row,
  created_at: wholeSeconds(row.created_at),
  started_at: wholeSecondsOrNull(row.started_at),
  settled_at: wholeSecondsOrNull(row.settled_at),
});
