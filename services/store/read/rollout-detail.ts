import type {
  BatchDetail,
  MachineHealth,
  RolloutDetail,
  RolloutEvent,
  RolloutMachine,
  RolloutTarget,
  SkippedMachine,
  Verdict,
} from '../../../machines/model/rollout.ts';
import { groupedBy } from '../../../machines/policy/grouped.ts';
import type { RolloutBatchRow, RolloutMachineRow, RolloutRow } from '../tables.ts';
import type { StoredEvent } from './events.ts';
import { wholeSeconds, wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';

/** A machine's part in a rollout as it is stored. */
export type MachinePart = Omit<RolloutMachineRow, 'attempt' | 'verdict' | 'reverted_at'> & {
  readonly attempt: number;
  readonly verdict: Verdict;
};

/** As much of it as a list has. */
export type JudgedMachine = Pick<MachinePart, 'machine_id' | 'batch_index' | 'verdict' | 'reason'>;

/** Batches in order, and machines in order of batch and place in it. */
export interface RolloutParts {
  readonly batches: readonly RolloutBatchRow[];
  readonly machines: readonly JudgedMachine[];
}

/** What only one rollout that is asked for by its id has: its machines whole, its history in order, who was left out. */
export interface RolloutHistory {
  readonly machines: readonly MachinePart[];
  readonly events: readonly StoredEvent[];
  readonly skipped: readonly SkippedMachine[];
}

/** A rollout as it is served; without its history it is an element of the list, which has no machines either. */
export function rolloutDetail(row: RolloutRow, parts: RolloutParts, history?: RolloutHistory): RolloutDetail {
  const inBatch = groupedBy(parts.machines, ({ batch_index }) => batch_index);
  return {
    id: row.id,
    status: row.status,
    strategy: row.strategy,
    release_id: row.release_id,
    on_failure: row.on_failure,
    failure_threshold: row.failure_threshold,
    health_timeout: row.health_timeout,
    batches: parts.batches.map((batch) => batchOf(batch, inBatch.get(batch.batch_index) ?? [])),
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
    created_by: row.created_by,
    events: history?.events.map(eventOf) ?? [],
    phase: row.phase,
    reason: row.reason,
    ...(history && restOf(row, history)),
  };
}

const restOf = (row: RolloutRow, { machines, events, skipped }: RolloutHistory) => ({
  target: targetOf(row),
  batch_sizes: JSON.parse(row.batch_sizes) as string[],
  cache_url: row.cache_url,
  soak_seconds: row.soak_seconds,
  success_threshold: row.success_threshold,
  progress_deadline: row.progress_deadline,
  seed: row.seed,
  skipped: [...skipped],
  machines: machines.map(machineOf),
  last_seq: events.at(-1)?.seq ?? 0,
});

const targetOf = ({ target_tags: tags, target_hosts: hosts }: RolloutRow): RolloutTarget =>
  tags === null ? { hosts: JSON.parse(hosts ?? '[]') as string[] } : { tags: JSON.parse(tags) as string[] };

const batchOf = (batch: RolloutBatchRow, machines: readonly JudgedMachine[]): BatchDetail => ({
  batch_index: batch.batch_index,
  machine_ids: machines.map(({ machine_id }) => machine_id),
  status: batch.status,
  machine_health: Object.fromEntries(machines.map((part) => [part.machine_id, healthOf(part)])),
  started_at: wholeSecondsOrNull(batch.started_at),
  completed_at: wholeSecondsOrNull(batch.completed_at),
});

/** A verdict in the three shapes that v0.1.1's clients can read. */
function healthOf({ verdict, reason }: JudgedMachine): MachineHealth {
  switch (verdict) {
    case 'pending':
    case 'healthy':
      return verdict;
    case 'soaking':
      return 'pending';
    case 'unhealthy':
      return { unhealthy: reason ?? 'no reason was recorded' };
    case 'skipped':
    case 'superseded':
    case 'reverting':
    case 'reverted':
    case 'revert_failed':
      return { unhealthy: reason === null ? verdict : `${verdict}: ${reason}` };
  }
}

const eventOf = (row: StoredEvent): RolloutEvent => ({
  id: row.seq,
  rollout_id: row.rollout_id ?? '',
  event_type: row.type,
  detail: row.detail,
  actor: row.actor,
  created_at: wholeSeconds(row.at),
  message: row.message,
});

const machineOf = (part: MachinePart): RolloutMachine => ({
  machine_id: part.machine_id,
  batch_index: part.batch_index,
  verdict: part.verdict,
  reason: part.reason,
  failure: part.failure,
  wanted: part.wanted,
  previous: part.previous,
  attempt: part.attempt,
  started_at: wholeSecondsOrNull(part.started_at),
  settled_at: wholeSecondsOrNull(part.settled_at),
});
