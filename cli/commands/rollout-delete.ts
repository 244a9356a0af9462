import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout delete`. */
export const rolloutDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'rollout' },
  operation: 'rollout-delete',
  examples: ['rollout delete r-7f3a'],
  run() {
    throw new BadInput('not built yet');
  },
});
