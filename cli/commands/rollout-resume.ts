import { doOnce } from '../asking/do-once.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';
import { awaitRollout, WAIT_FLAGS } from '../rollout/await-rollout.ts';

/** `nixfleet rollout resume`. */
export const rolloutResume = verb({
  flags: WAIT_FLAGS,
  operands: ['id'],
  completes: { id: 'rollout' },
  operation: 'rollout-resume',
  examples: ['rollout resume r-7f3a', 'rollout resume r-7f3a --wait'],
  async run({ flags, operands: { id } }, session) {
    session.operation.about({ rollout: id });
    const client = await session.client();
    const { last_seq: after = 0 } = await explaining(client.getRollout({ params: { id } }), {
      missing: missing('rollout', id),
    });
    await doOnce(client, (once) => client.resumeRollout({ params: { id }, ...once }));
    session.screen.say(`Rollout ${printable(id)} resumed: it is running`);
    if (flags.wait) return awaitRollout({ client, id, after, timeoutSeconds: flags['wait-timeout'] }, session);
    if (session.isJson) session.screen.json(await client.getRollout({ params: { id } }));
    return 0;
  },
});
