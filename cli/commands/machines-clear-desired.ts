import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines clear-desired`. */
export const machinesClearDesired = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-clear-desired',
  examples: ['machines clear-desired web-01'],
  run() {
    throw new BadInput('not built yet');
  },
});
