import { FleetError } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout cancel`. */
export const rolloutCancel = verb({
  flags: {},
  operands: ['id'],
  examples: ['rollout cancel r-7f3a'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    await client.cancelRollout({ params: { id } });
    const rollout = await client.getRollout({ params: { id } }).catch((error: unknown) => {
      // It is done; how it stands now is a courtesy.
      if (session.isJson || !(error instanceof FleetError)) throw error;
      return undefined;
    });
    const what = rollout?.status === 'failed' ? 'stopped taking back what it did' : 'cancelled';
    session.screen.say(`Rollout ${id} ${what}: machines keep what they have`);
    if (session.isJson) session.screen.json(rollout);
    return 0;
  },
});
