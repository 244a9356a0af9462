import { audited, type FleetEmission, happened, tell } from '../emissions.ts';
import { counted } from './counted.ts';
import type { Tally } from './tally.ts';

/** What a batch knows when it has something to say. */
export interface Batch {
  readonly rollout: string;
  readonly index: number;
  readonly allowed: number;
  readonly required: number | null;
  readonly tally: Tally;
  readonly healthTimeoutMs: number;
  readonly soakMs: number;
  /** The first few that are not healthy. */
  readonly failing: readonly string[];
  /** The rollout's time was up before the batch had ended. */
  readonly isOverdue: boolean;
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

/** Every machine of the batch has been told. */
export const batchWaits = ({ rollout, index, tally }: Batch): FleetEmission =>
  happened({
    name: 'batch_waiting_health',
    rolloutId: rollout,
    message: `batch ${index + 1}: every machine was told; healthy reports are waited for`,
    detail: { batch_index: index, ...openIn(tally) },
  });

/** Every machine of the batch that has not ended is healthy so far. */
export const batchSoaks = ({ rollout, index, soakMs, tally }: Batch): FleetEmission =>
  happened({
    name: 'batch_soaking',
    rolloutId: rollout,
    message: `batch ${index + 1}: ${counted(tally.soaking, 'machine')} healthy, and has to stay so for ${soakMs / 1000} s`,
    detail: { batch_index: index, soaking: tally.soaking, soak_seconds: soakMs / 1000 },
  });

/** The batch waits no longer. */
export const batchTimedOut = ({ rollout, index, healthTimeoutMs, tally }: Batch): FleetEmission =>
  happened({
    name: 'batch_timed_out',
    rolloutId: rollout,
    message: `batch ${index + 1}: the health time-out of ${healthTimeoutMs / 1000} s has passed`,
    detail: { batch_index: index, ...openIn(tally) },
  });

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

/** The batch tolerates no more, or has no more time; its rollout is told. */
export function batchFailed(batch: Batch): FleetEmission[] {
  const { rollout, index, allowed, tally, isOverdue } = batch;
  const reason = failureOf(batch);
  const { size, unhealthy } = tally;
  return [
    happened({
      name: 'batch_failed',
      rolloutId: rollout,
      message: `${reason}; ${allowed} tolerated`,
      detail: { batch_index: index, unhealthy, threshold: allowed },
    }),
    audited({
      action: 'batch.failed',
      target: `${rollout}-b${index}`,
      detail: `batch ${index}: ${unhealthy} unhealthy, ${allowed} tolerated`,
    }),
    tell(`rollout:${rollout}`, { type: 'batch.failed', index, unhealthy, size, reason, isOverdue }),
  ];
}

/** The rollout was cancelled while the batch was under way. */
export const batchStopped = ({ rollout, index, tally }: Batch): FleetEmission =>
  happened({
    name: 'batch_stopped',
    rolloutId: rollout,
    message: `batch ${index + 1} is not waited for any more; its machines keep what they were told`,
    detail: { batch_index: index, ...openIn(tally) },
  });

function failureOf({ index, tally, required, failing, isOverdue }: Batch): string {
  const { size, healthy, unhealthy, skipped } = tally;
  const names = failing.length === 0 ? '' : `: ${failing.join(', ')}${unhealthy > failing.length ? ', …' : ''}`;
  const sick = `${unhealthy} of ${counted(size, 'machine')} unhealthy${names}`;
  if (isOverdue)
    return `batch ${index + 1} was not done in time: ${healthy} of ${counted(size, 'machine')} healthy, ${sick}`;
  const needs = required !== null && size - unhealthy - skipped < required ? `; ${required} have to be healthy` : '';
  return `batch ${index + 1} failed: ${sick}${skipped > 0 ? `, ${skipped} skipped` : ''}${needs}`;
}

const openIn = ({ size, healthy, unhealthy, skipped }: Tally) => ({
  ...{ healthy, unhealthy },
  open: size - healthy - unhealthy - skipped,
});
