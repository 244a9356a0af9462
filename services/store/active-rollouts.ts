import { ACTIVE } from '../../machines/policy/rollout-status.ts';

/** A condition on `rollouts`, as SQL: those that claim their machines. */
export const IS_ACTIVE = `status IN (${ACTIVE.map((status) => `'${status}'`).join(', ')})`;
