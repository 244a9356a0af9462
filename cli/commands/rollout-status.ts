import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { isOver } from '../output/rollout-end.ts';
import { rolloutLines } from '../output/rollout-lines.ts';
import { RolloutView } from '../output/rollout-view.ts';
import type { Sight } from '../output/sight.ts';
import { assertWatchable, WATCH_FLAGS, WATCH_NEEDS } from '../output/watch-flags.ts';
import { batchAtHand } from '../output/batch-at-hand.ts';
import { awaitRollout, WAIT_FLAGS } from '../rollout/await-rollout.ts';
import { openSentences } from '../rollout/open-sentences.ts';
import type { Client } from '../../services/api/client.ts';
import type { Session } from '../session.ts';

/** `nixfleet rollout status`. */
export const rolloutStatus = verb({
  flags: { ...WAIT_FLAGS, ...WATCH_FLAGS },
  operands: ['id'],
  completes: { id: 'rollout' },
  conflicts: [['watch', 'wait']],
  needs: WATCH_NEEDS,
  operation: 'rollout-status',
  examples: [
    'rollout status r-7f3a',
    'rollout status r-7f3a --wait --wait-timeout 0',
    'rollout status r-7f3a --watch --interval 5',
  ],
  async run({ flags, operands: { id } }, session) {
    assertWatchable(flags, session);
    session.operation.about({ rollout: id });
    const client = await session.client();
    const { screen, isJson } = session;
    const asked = (signal?: AbortSignal) =>
      explaining(client.getRollout({ params: { id }, ...(signal && { signal }) }), { missing: missing('rollout', id) });
    if (flags.watch) {
      const look = async (signal: AbortSignal) => sightOf(await asked(signal), client, session);
      const { watched } = await import('../output/watch.ts');
      return watched({ look, intervalSeconds: flags.interval }, session);
    }
    const rollout = await asked();
    if (isJson && !flags.wait) screen.json(rollout);
    if (!isJson) {
      const sentences = await openSentences(client, rollout);
      for (const line of rolloutLines(rollout, sentences, screen.paint)) screen.say(line);
    }
    if (!flags.wait) return 0;
    return awaitRollout({ client, id, after: rollout.last_seq ?? 0, timeoutSeconds: flags['wait-timeout'] }, session);
  },
});

/** A look at a rollout; at one that is over, the last. */
async function sightOf(
  rollout: RolloutDetail,
  client: Pick<Client, 'page'>,
  { screen }: Pick<Session, 'screen'>,
): Promise<Sight> {
  const sentences = await openSentences(client, rollout);
  const lines = () => rolloutLines(rollout, sentences, screen.paint);
  const summary = new RolloutView(rollout).line;
  // Of one that an operator has paused the batch at hand goes on.
  const isLast = isOver(rollout) && batchAtHand(rollout) === undefined;
  return isLast ? { lines, summary, end: 0 } : { lines, summary };
}
