import type { FeedFrame, FeedRow } from '../../../machines/model/feed.ts';
import type { RolloutDetail, RolloutMachine, Verdict } from '../../../machines/model/rollout.ts';

/** A running rollout of two machines in two batches, changed as told. */
export const aRollout = (changes: Partial<RolloutDetail> = {}): RolloutDetail => ({
  id: 'r-1',
  status: 'running',
  strategy: 'canary',
  release_id: 'rel-1',
  on_failure: 'pause',
  failure_threshold: '0',
  health_timeout: 300,
  batches: ['a', 'b'].map((machine, index) => ({
    batch_index: index,
    machine_ids: [machine],
    status: index === 0 ? 'deploying' : 'pending',
    machine_health: { [machine]: 'pending' },
    started_at: null,
    completed_at: null,
  })),
  created_at: '2026-01-31T12:00:00Z',
  updated_at: '2026-01-31T12:00:00Z',
  created_by: 'apikey:admin',
  events: [],
  last_seq: 10,
  ...changes,
});

/** A machine's part in it: of the first batch unless told. */
export const aPart = (machine: string, verdict: Verdict, changes: Partial<RolloutMachine> = {}): RolloutMachine => ({
  machine_id: machine,
  batch_index: 0,
  verdict,
  reason: null,
  wanted: '/nix/store/x',
  previous: null,
  started_at: null,
  settled_at: null,
  ...changes,
});

/** A frame with a row. */
export const aFrame = (seq: number, row: Partial<FeedRow>): FeedFrame => ({
  type: 'row',
  row: {
    seq,
    at: '2026-01-31T12:00:00Z',
    type: 'status_change',
    rollout_id: 'r-1',
    machine_id: null,
    actor: 'executor',
    message: `row ${seq}`,
    detail: {},
    ...row,
  },
});
