import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines set-lifecycle`. */
export const machinesSetLifecycle = verb({
  flags: {},
  operands: ['id', 'state'],
  completes: { id: 'machine', state: ['active', 'pending', 'provisioning', 'maintenance', 'decommissioned'] },
  operation: 'machines-set-lifecycle',
  examples: ['machines set-lifecycle web-01 maintenance'],
  run() {
    throw new BadInput('not built yet');
  },
});
