import type { Lifecycle } from '../../machines/model/machine.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

const STATES = [
  'active',
  'pending',
  'provisioning',
  'maintenance',
  'decommissioned',
] as const satisfies readonly Lifecycle[];

/** `nixfleet machines set-lifecycle`. */
export const machinesSetLifecycle = verb({
  flags: {},
  operands: ['id', 'state'],
  completes: { id: 'machine', state: STATES },
  operation: 'machines-set-lifecycle',
  examples: ['machines set-lifecycle web-01 maintenance'],
  async run({ operands: { id, state } }, session) {
    const lifecycle = oneOf(STATES, state, 'the lifecycle state');
    const client = await session.client();
    await explaining(client.updateLifecycle({ params: { id }, body: { lifecycle } }), {
      missing: missing('machine', id),
      conflict: `machine ${id} stays as it is`,
    });
    session.screen.say(`Machine ${printable(id)}: lifecycle set to ${lifecycle}`);
    if (session.isJson) session.screen.json({ machine_id: id, lifecycle });
    return 0;
  },
});
