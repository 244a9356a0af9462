import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { printable } from '../../services/host/printable.ts';
import { goesOn } from './batch-at-hand.ts';

/** What is said when a rollout was paused: what goes on, and what to do next. `rollout`: as it is now, if that is known. */
export function pauseLines(id: string, rollout: Pick<RolloutDetail, 'batches' | 'status'> | undefined): string[] {
  // What a batch came to may have been on its way already.
  if (rollout !== undefined && rollout.status !== 'paused')
    return [
      `Rollout ${printable(id)} is not paused: it is ${rollout.status}, which came before the pause`,
      `  See: nixfleet rollout status ${printable(id)}`,
    ];
  const meanwhile = (rollout && goesOn(rollout)) ?? 'no batch begins';
  return [
    `Rollout ${printable(id)} paused: ${meanwhile}`,
    `  Resume with:  nixfleet rollout resume ${printable(id)}`,
    `  Give up with: nixfleet rollout cancel ${printable(id)}`,
  ];
}
