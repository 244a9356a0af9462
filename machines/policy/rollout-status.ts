import type { RolloutDetail, RolloutStatus } from '../model/rollout.ts';

/** A rollout in one of these claims its machines, and can be cancelled. */
export const ACTIVE: readonly RolloutStatus[] = ['created', 'running', 'paused'];
const TERMINAL: readonly RolloutStatus[] = ['completed', 'failed', 'cancelled'];

/** Whether a rollout claims its machines. A word that is not known, as of a newer program, is neither this nor terminal. */
export const isActive = (status: RolloutStatus): boolean => ACTIVE.includes(status);

/** Whether a rollout has let go of its machines; it may still take back what it did. */
export const isTerminal = (status: RolloutStatus): boolean => TERMINAL.includes(status);

/** Whether nothing will happen to a rollout any more. One that takes back what it did is not there yet. */
export const hasEnded = ({ status, phase }: Pick<RolloutDetail, 'status' | 'phase'>): boolean =>
  isTerminal(status) && phase !== 'reverting';
