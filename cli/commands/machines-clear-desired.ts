import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines clear-desired`. */
export const machinesClearDesired = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-clear-desired',
  examples: ['machines clear-desired web-01'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    await explaining(client.clearDesired({ params: { id } }), { missing: missing('machine', id) });
    session.screen.say(`Desired generation cleared for ${printable(id)}: it keeps what it runs`);
    if (session.isJson) session.screen.json({ machine_id: id, desired_generation: null });
    return 0;
  },
});
