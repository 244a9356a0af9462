import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet keys revoke`. */
export const keysRevoke = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'key' },
  operation: 'keys-revoke',
  examples: ['keys revoke 3'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    await explaining(client.revokeKey({ params: { id } }), {
      missing: `${missing('key', id)}, and keys are revoked by their id`,
      conflict: `API key ${id} cannot be revoked`,
      isNew: 'API keys after the first',
    });
    session.screen.say(`API key ${printable(id)} revoked`);
    if (session.isJson) session.screen.json({ id: Number(id), revoked: true });
    return 0;
  },
});
