import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet keys create`: the raw key, and nothing else, is on the standard output. */
export const keysCreate = verb({
  flags: {
    role: {
      kind: 'text',
      hint: 'role',
      says: 'readonly, deploy or admin (required)',
      completes: ['readonly', 'deploy', 'admin'],
    },
    'expires-in': { kind: 'text', hint: 'span', says: 'For how long it is good: 12h, 90d; default: for ever' },
  },
  operands: ['name'],
  required: ['role'],
  operation: 'keys-create',
  examples: ['keys create ci --role deploy --expires-in 90d'],
  run() {
    throw new BadInput('not built yet');
  },
});
