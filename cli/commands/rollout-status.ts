import { awaitRollout, WAIT_FLAGS } from '../rollout/await-rollout.ts';
import { openSentences } from '../rollout/open-sentences.ts';
import { rolloutLines } from '../output/rollout-lines.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout status`. */
export const rolloutStatus = verb({
  flags: WAIT_FLAGS,
  operands: ['id'],
  examples: ['rollout status r-7f3a', 'rollout status r-7f3a --wait --wait-timeout 0'],
  async run({ flags, operands: { id } }, session) {
    const client = await session.client();
    const rollout = await client.getRollout({ params: { id } });
    const { screen } = session;
    if (!session.isJson) {
      const sentences = await openSentences(client, rollout);
      for (const line of rolloutLines(rollout, sentences, screen.paint)) screen.say(line);
    }
    if (flags.wait) {
      return awaitRollout({ client, id, after: rollout.last_seq ?? 0, timeoutSeconds: flags['wait-timeout'] }, session);
    }
    if (session.isJson) screen.json(rollout);
    return 0;
  },
});
