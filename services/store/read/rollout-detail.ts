import type {
  BatchDetail,
  MachineHealth,
  RolloutDetail,
  RolloutEvent,
  RolloutMachine,
  Verdict,
} from '../../../machines/model/rollout.ts';
import type { RolloutBatchRow, RolloutMachineRow, RolloutRow } from '../tables.ts';
import type { StoredEvent } from './events.ts';
import { groupedBy } from './grouped.ts';
import { wholeSeconds, wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';

/** A machine's part in a rollout as it is stored. */
export type MachinePart = Omit<RolloutMachineRow, 'attempt' | 'verdict'> & {
  readonly attempt: number;
  readonly verdict: Verdict;
};

/** Batches in order, and machines in order of batch and place in it. */
export interface RolloutParts {
  readonly batches: readonly RolloutBatchRow[];
  readonly machines: readonly MachinePart[];
}

/** A rollout as it is served; without `events` it is an element of the list, which has no machines either. */
export function rolloutDetail(row: RolloutRow, parts: RolloutParts, events?: readonly StoredEvent[]): RolloutDetail {
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
    events: events?.map(eventOf) ?? [],
    phase: row.phase,
    reason: row.reason,
    ...(events && { machines: parts.machines.map(machineOf), last_seq: events.at(-1)?.seq ?? 0 }),
  };
}

const batchOf = (batch: RolloutBatchRow, machines: readonly MachinePart[]): BatchDetail => ({
  batch_index: batch.batch_index,
  machine_ids: machines.map(({ machine_id }) => machine_id),
  status: batch.status,
  machine_health: Object.fromEntries(machines.map((part) => [part.machine_id, healthOf(part)])),
  started_at: wholeSecondsOrNull(batch.started_at),
  completed_at: wholeSecondsOrNull(batch.completed_at),
});

/** A verdict in the three shapes that v0.1.1's clients can read. */
function healthOf({ verdict, reason }: MachinePart): MachineHealth {
  switch (verdict) {
    case 'pending':
    case 'healthy':
      return verdict;
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
});

const machineOf = (part: MachinePart): RolloutMachine => ({
  machine_id: part.machine_id,
  batch_index: part.batch_index,
  verdict: part.verdict,
  reason: part.reason,
  wanted: part.wanted,
  previous: part.previous,
  started_at: wholeSecondsOrNull(part.started_at),
  settled_at: wholeSecondsOrNull(part.settled_at),
});
