import type { FeedFrame, FeedRow } from '../../../machines/model/feed.ts';
import type { BatchDetail, RolloutDetail, RolloutEvent, RolloutMachine } from '../../../machines/model/rollout.ts';
import { machineChange } from './machine-change.ts';

/** A batch without what its machines became: that stands with the machines, once. */
export type Lane = Omit<BatchDetail, 'machine_health'>;

/** A rollout as the page knows it: what was fetched last, and what the feed has said since. */
export interface RolloutModel {
  readonly rollout: RolloutDetail;
  readonly lanes: readonly Lane[];
  readonly machines: ReadonlyMap<string, RolloutMachine>;
  /** Oldest first. */
  readonly events: readonly RolloutEvent[];
  /** The last row that is in it. */
  readonly seq: number;
  /** Something happened of which rows do not tell all: it is to be fetched anew. */
  readonly isStale: boolean;
}

/** The model of a rollout that was fetched, and of the rows that were heard while it was on its way. */
export function rolloutModel(rollout: RolloutDetail, heard: readonly FeedFrame[] = []): RolloutModel {
  const { batches, machines = [], events, last_seq: seq = 0 } = rollout;
  const fetched: RolloutModel = {
    rollout,
    lanes: batches.map(laneOf),
    machines: new Map(machines.map((machine) => [machine.machine_id, machine])),
    events,
    seq,
    isStale: false,
  };
  return withFrames(fetched, heard);
}

const laneOf = ({ batch_index, machine_ids, status, started_at, completed_at }: BatchDetail): Lane => ({
  ...{ batch_index, machine_ids, status },
  ...{ started_at, completed_at },
});

/** The model after some frames of its feed; what it has already is passed over. */
export function withFrames(model: RolloutModel, frames: readonly FeedFrame[]): RolloutModel {
  const hasGap = frames.some((frame) => frame.type === 'gap' && frame.to > model.seq);
  const rows = frames.flatMap((frame) => (frame.type === 'row' && frame.row.seq > model.seq ? [frame.row] : []));
  const last = rows.at(-1);
  if (last === undefined) return hasGap ? { ...model, isStale: true } : model;
  const draft = draftOf(model);
  for (const row of rows) take(draft, row);
  const { rollout, lanes, machines, isStale } = draft;
  return {
    rollout,
    lanes,
    machines,
    events: [...model.events, ...rows.map(eventOf)],
    seq: last.seq,
    isStale: isStale || hasGap,
  };
}

/** One copy for a whole bunch of rows: ten thousand machines are not copied for each. */
interface Draft {
  rollout: RolloutDetail;
  readonly lanes: Lane[];
  readonly machines: Map<string, RolloutMachine>;
  isStale: boolean;
}

const draftOf = ({ rollout, lanes, machines, isStale }: RolloutModel): Draft => ({
  rollout,
  lanes: [...lanes],
  machines: new Map(machines),
  isStale,
});

function take(draft: Draft, row: FeedRow): void {
  if (row.machine_id !== null) return takeMachine(draft, row, row.machine_id);
  switch (row.type) {
    case 'status_change':
      draft.rollout = { ...draft.rollout, status: statusIn(row, draft.rollout.status), updated_at: row.at };
      // Its reason and its phase are not in the row.
      draft.isStale = true;
      return;
    case 'revert_started':
    case 'revert_completed':
      draft.isStale = true;
      return;
    case 'batch_started':
      return takeLane(draft, row, { status: 'deploying', started_at: row.at, completed_at: null });
    case 'batch_waiting_health':
      return takeLane(draft, row, { status: 'waiting_health' });
    case 'batch_completed':
      return takeLane(draft, row, { status: 'succeeded', completed_at: row.at });
    case 'batch_failed':
      return takeLane(draft, row, { status: 'failed', completed_at: row.at });
  }
}

function takeMachine(draft: Draft, row: FeedRow, machineId: string): void {
  const machine = draft.machines.get(machineId);
  const change = machineChange(row);
  if (change === undefined) return;
  if (machine === undefined) draft.isStale = true;
  else draft.machines.set(machineId, { ...machine, ...change(machine) });
}

function takeLane(draft: Draft, { detail }: FeedRow, change: Partial<Lane>): void {
  const index = draft.lanes.findIndex(({ batch_index }) => batch_index === detail['batch_index']);
  const lane = draft.lanes[index];
  if (lane === undefined) draft.isStale = true;
  else draft.lanes[index] = { ...lane, ...change };
}

const STATUSES = ['created', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;

/** The status that a change of it leads to; a word that is not known leads nowhere. */
export const statusIn = ({ detail }: FeedRow, before: RolloutDetail['status']) =>
  STATUSES.find((status) => status === detail['to']) ?? before;

const eventOf = ({ seq, at, type, rollout_id, actor, message, detail }: FeedRow): RolloutEvent => ({
  id: seq,
  rollout_id: rollout_id ?? '',
  event_type: type,
  detail: JSON.stringify(detail),
  actor,
  created_at: at,
  message,
});
