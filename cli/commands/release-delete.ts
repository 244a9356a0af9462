import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet release delete`. */
export const releaseDelete = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'release' },
  operation: 'release-delete',
  examples: ['release delete rel-7f3a'],
  async run({ operands: { id } }, session) {
    session.operation.about({ release: id });
    const client = await session.client();
    await explaining(client.deleteRelease({ params: { id } }), {
      missing: missing('release', id),
      conflict: `release ${id} is still referenced by a rollout, and is kept`,
    });
    session.screen.say(`Release ${printable(id)} deleted`);
    if (session.isJson) session.screen.json({ id, deleted: true });
    return 0;
  },
});
