import type { FeedFrame, FeedRow } from '../../../../machines/model/feed.ts';
import type { BatchDetail, RolloutDetail, RolloutMachine } from '../../../../machines/model/rollout.ts';

/** When everything begins. */
export const START = Date.parse('2026-04-20T09:15:00Z');

/** So many seconds after that, as the API says it. */
export const second = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** A machine of the first batch that has been told. */
export const aMachine = (fields: Partial<RolloutMachine> = {}): RolloutMachine => ({
  machine_id: 'web-01',
  batch_index: 0,
  verdict: 'pending',
  reason: null,
  failure: null,
  wanted: '/nix/store/b-web',
  previous: '/nix/store/a-web',
  attempt: 1,
  started_at: second(0),
  settled_at: null,
  ...fields,
});

/** A batch that waits for `web-01`. */
export const aBatch = (fields: Partial<BatchDetail> = {}): BatchDetail => ({
  batch_index: 0,
  machine_ids: ['web-01'],
  status: 'waiting_health',
  machine_health: {},
  started_at: second(0),
  completed_at: null,
  ...fields,
});

/** A running rollout of one batch with one machine. */
export const aRollout = (fields: Partial<RolloutDetail> = {}): RolloutDetail => ({
  id: 'r-1',
  status: 'running',
  strategy: 'staged',
  release_id: 'rel-1',
  on_failure: 'pause',
  failure_threshold: '0',
  health_timeout: 300,
  batches: [aBatch()],
  created_at: second(0),
  updated_at: second(0),
  created_by: 'apikey:ops',
  events: [],
  phase: null,
  reason: null,
  machines: [aMachine()],
  last_seq: 10,
  ...fields,
});

/** A row of its feed. */
export const aRow = (fields: Partial<FeedRow>): FeedFrame => ({
  type: 'row',
  row: {
    seq: 11,
    at: second(20),
    type: 'machine_settled',
    rollout_id: 'r-1',
    machine_id: null,
    actor: 'executor',
    message: 'something happened',
    detail: {},
    ...fields,
  },
});
