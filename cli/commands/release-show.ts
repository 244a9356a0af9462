import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { releaseLines } from '../output/release-lines.ts';

/** `nixfleet release show`. */
export const releaseShow = verb({
  flags: {},
  operands: ['id'],
  completes: { id: 'release' },
  examples: ['release show rel-7f3a', 'release show rel-7f3a --json'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    const release = await explaining(client.getRelease({ params: { id } }), {
      missing: missing('release', id),
    });
    const { screen } = session;
    if (session.isJson) screen.json(release);
    else screen.say(releaseLines(release, screen).join('\n'));
    return 0;
  },
});
