import { verb } from '../verb.ts';

/** `nixfleet rollout cancel`. */
export const rolloutCancel = verb({
  flags: {},
  operands: ['id'],
  examples: ['rollout cancel r-7f3a'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    await client.cancelRollout({ params: { id } });
    session.screen.say(`Rollout ${id} cancelled: machines keep what they have`);
    if (session.isJson) session.screen.json(await client.getRollout({ params: { id } }));
    return 0;
  },
});
