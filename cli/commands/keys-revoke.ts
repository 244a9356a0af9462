import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet keys revoke`. */
export const keysRevoke = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'key' },
  operation: 'keys-revoke',
  examples: ['keys revoke 3'],
  run() {
    throw new BadInput('not built yet');
  },
});
