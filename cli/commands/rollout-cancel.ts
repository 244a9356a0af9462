import { FleetError } from '../../machines/errors.ts';
import { doOnce } from '../asking/do-once.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** `nixfleet rollout cancel`. */
export const rolloutCancel = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'rollout' },
  operation: 'rollout-cancel',
  examples: ['rollout cancel r-7f3a'],
  async run({ operands: { id } }, session) {
    session.operation.about({ rollout: id });
    const client = await session.client();
    const cancelled = doOnce(client, (once) => client.cancelRollout({ params: { id }, ...once }));
    await explaining(cancelled, {
      missing: missing('rollout', id),
    });
    const rollout = await client.getRollout({ params: { id } }).catch((error: unknown) => {
      // It is done; how it stands now is a courtesy.
      if (session.isJson || !(error instanceof FleetError)) throw error;
      return undefined;
    });
    const what = rollout?.status === 'failed' ? 'stopped taking back what it did' : 'cancelled';
    session.screen.say(`Rollout ${printable(id)} ${what}: machines keep what they have`);
    if (session.isJson) session.screen.json(rollout);
    return 0;
  },
});
