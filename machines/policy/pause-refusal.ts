import type { RolloutPhase, RolloutStatus } from '../model/rollout.ts';
import { whyPaused } from './pause-reason.ts';
import { wholeSeconds } from './timestamp.ts';

/** A rollout that somebody wants to pause; `updatedAt`: when it came to its status, ms since the epoch. */
export interface Pausable {
  readonly id: string;
  readonly status: RolloutStatus;
  readonly phase: RolloutPhase | null;
  readonly reason: string | null;
  readonly updatedAt: number;
}

/** Why a rollout cannot be paused, and what can be done instead; undefined: it can. */
export function pauseRefusal({ id, status, phase, reason, updatedAt }: Pausable): string | undefined {
  switch (status) {
    case 'running':
      return undefined;
    case 'created':
      return `rollout ${id} has not started yet, and does so in a moment; pause it then, or cancel it`;
    case 'paused':
      return `rollout ${id} is paused already, since ${wholeSeconds(updatedAt)}: ${whyPaused(reason)}`;
    case 'failed':
      if (phase === 'reverting')
        return `rollout ${id} has failed and takes back what it did; that cannot be paused, but cancel it and it stops`;
      return `rollout ${id} has failed; only a running rollout can be paused`;
    case 'completed':
    case 'cancelled':
      return `rollout ${id} is ${status}; only a running rollout can be paused`;
  }
}
