import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines show`: all that is known of a machine. */
export const machinesShow = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  examples: ['machines show web-01'],
  run() {
    throw new BadInput('not built yet');
  },
});
