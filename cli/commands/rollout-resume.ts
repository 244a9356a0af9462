import { awaitRollout, WAIT_FLAGS } from '../rollout/await-rollout.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout resume`. */
export const rolloutResume = verb({
  flags: WAIT_FLAGS,
  operands: ['id'],
  examples: ['rollout resume r-7f3a', 'rollout resume r-7f3a --wait'],
  async run({ flags, operands: { id } }, session) {
    const client = await session.client();
    const { last_seq: after = 0 } = await client.getRollout({ params: { id } });
    await client.resumeRollout({ params: { id } });
    session.screen.say(`Rollout ${id} resumed: it is running`);
    if (flags.wait) return awaitRollout({ client, id, after, timeoutSeconds: flags['wait-timeout'] }, session);
    if (session.isJson) session.screen.json(await client.getRollout({ params: { id } }));
    return 0;
  },
});
