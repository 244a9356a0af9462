import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release delete`. */
export const releaseDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'release' },
  operation: 'release-delete',
  examples: ['release delete rel-7f3a'],
  run() {
    throw new BadInput('not built yet');
  },
});
