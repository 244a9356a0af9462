import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines retry`: a machine tries again what it has given up. */
export const machinesRetry = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-retry',
  examples: ['machines retry web-01'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    const answer = await explaining(client.retryMachine({ params: { id } }), {
      missing: missing('machine', id),
      conflict: `machine ${id} has nothing to try again`,
      isNew: 'retrying on one machine',
    });
    session.screen.say(printable(answer.message));
    if (session.isJson) session.screen.json({ machine_id: id, ...answer });
    return 0;
  },
});
