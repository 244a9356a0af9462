import { isTerminal } from '../../../machines/policy/rollout-status.ts';
import { isUnderWay } from './lane-standing.ts';
import type { Lane, RolloutModel } from './rollout-model.ts';

/** When the silent machines of a batch are given up, ms since the epoch; undefined: it is not waited for. */
export function deadlineOf({ rollout, events }: RolloutModel, lane: Lane): number | undefined {
  // A batch that was stopped with its rollout keeps the word that it had.
  if (isTerminal(rollout.status) || lane.started_at === null || !isUnderWay(lane)) return undefined;
  const startedAt = Date.parse(lane.started_at);
  const allowed = (rollout.health_timeout + (rollout.soak_seconds ?? 0)) * 1000;
  return Math.max(startedAt, soaksSince(events, lane.batch_index, startedAt)) + allowed;
}

/** Who was healthy last has the whole soak time ahead, and as long as ever to report after it. */
function soaksSince(events: RolloutModel['events'], index: number, startedAt: number): number {
  const soaking = events.findLast(({ event_type }) => event_type === 'batch_soaking');
  if (soaking === undefined || !soaking.detail.includes(`"batch_index":${index},`)) return 0;
  const at = Date.parse(soaking.created_at);
  return at < startedAt ? 0 : at;
}
