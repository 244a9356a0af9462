import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines retry`: a machine tries again what it has given up. */
export const machinesRetry = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-retry',
  examples: ['machines retry web-01'],
  run() {
    throw new BadInput('not built yet');
  },
});
