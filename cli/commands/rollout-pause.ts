import { FleetError } from '../../machines/errors.ts';
import { doOnce } from '../asking/do-once.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { pauseLines } from '../output/pause-lines.ts';

/** `nixfleet rollout pause`. */
export const rolloutPause = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'rollout' },
  operation: 'rollout-pause',
  examples: ['rollout pause r-7f3a'],
  async run({ operands: { id } }, session) {
    session.operation.about({ rollout: id });
    const client = await session.client();
    const paused = doOnce(client, (once) => client.pauseRollout({ params: { id }, ...once }));
    await explaining(paused, { missing: missing('rollout', id), isNew: 'pausing rollouts' });
    const rollout = await client.getRollout({ params: { id } }).catch((error: unknown) => {
      // It is done; how it stands now is a courtesy.
      if (session.isJson || !(error instanceof FleetError)) throw error;
      return undefined;
    });
    for (const line of pauseLines(id, rollout)) session.screen.say(line);
    if (session.isJson) session.screen.json(rollout);
    return 0;
  },
});
