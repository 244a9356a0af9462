import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines delete`. */
export const machinesDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-delete',
  examples: ['machines delete web-01'],
  run() {
    throw new BadInput('not built yet');
  },
});
