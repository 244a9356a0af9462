import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet rollout delete`. */
export const rolloutDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'rollout' },
  operation: 'rollout-delete',
  examples: ['rollout delete r-7f3a'],
  async run({ operands: { id } }, session) {
    session.operation.about({ rollout: id });
    const client = await session.client();
    await explaining(client.deleteRollout({ params: { id } }), {
      missing: missing('rollout', id),
      conflict: `rollout ${id} cannot be deleted while it goes on; end it with: nixfleet rollout cancel ${id}`,
    });
    session.screen.say(`Rollout ${printable(id)} deleted`);
    if (session.isJson) session.screen.json({ id, deleted: true });
    return 0;
  },
});
