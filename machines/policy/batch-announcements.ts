import { audited, type FleetEmission, happened, tell } from '../emissions.ts';
import { counted } from './counted.ts';
import type { Tally } from './tally.ts';

/** What a batch knows when it has something to say. */
export interface Batch {
  readonly rollout: string;
  readonly index: number;
  readonly allowed: number;
  readonly tally: Tally;
}

/** The batch was given to its machines. */
export const batchStarted = ({ rollout, index, tally: { size } }: Batch): FleetEmission[] => [
  happened({
    name: 'batch_started',
    rolloutId: rollout,
    message: `batch ${index + 1} starts: ${counted(size, 'machine')}`,
    detail: { batch_index: index, machines: size },
  }),
  audited({
    action: 'batch.deploying',
    target: `${rollout}-b${index}`,
    detail: `rollout ${rollout}, batch ${index}, ${counted(size, 'machine')}`,
  }),
];

/** The batch has passed its gate; its rollout is told. */
export const batchSucceeded = ({ rollout, index, allowed, tally: { healthy, unhealthy } }: Batch): FleetEmission[] => [
  happened({
    name: 'batch_completed',
    rolloutId: rollout,
    message: `batch ${index + 1} succeeded: ${healthy} healthy, ${unhealthy} unhealthy`,
    detail: { batch_index: index, healthy, unhealthy },
  }),
  audited({
    action: 'batch.succeeded',
    target: `${rollout}-b${index}`,
    detail: `batch ${index}: ${healthy} healthy, ${unhealthy} unhealthy, ${allowed} tolerated`,
  }),
  tell(`rollout:${rollout}`, { type: 'batch.succeeded', index }),
];

/** The batch tolerates no more; its rollout is told. */
export const batchFailed = ({ rollout, index, allowed, tally: { size, unhealthy } }: Batch): FleetEmission[] => [
  happened({
    name: 'batch_failed',
    rolloutId: rollout,
    message: `batch ${index + 1} failed: ${unhealthy} of ${counted(size, 'machine')} unhealthy, ${allowed} tolerated`,
    detail: { batch_index: index, unhealthy, threshold: allowed },
  }),
  audited({
    action: 'batch.failed',
    target: `${rollout}-b${index}`,
    detail: `batch ${index}: ${unhealthy} unhealthy, ${allowed} tolerated`,
  }),
  tell(`rollout:${rollout}`, { type: 'batch.failed', index, unhealthy, size }),
];
