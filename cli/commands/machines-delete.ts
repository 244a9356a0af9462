import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet machines delete`. */
export const machinesDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-delete',
  examples: ['machines delete web-01'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    await explaining(client.deleteMachine({ params: { id } }), {
      missing: missing('machine', id),
      isNew: 'deleting machines',
    });
    session.screen.say(`Machine ${printable(id)} deleted; should its agent report again, it is registered anew`);
    if (session.isJson) session.screen.json({ id, deleted: true });
    return 0;
  },
});
