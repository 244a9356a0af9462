import { verb } from '../line/verb.ts';
import { releaseTable } from '../output/release-lines.ts';
import { taken } from '../asking/taken.ts';

/** `nixfleet release list`. */
export const releaseList = verb({
  flags: {
    limit: { kind: 'count', hint: 'n', default: 20, least: 1, most: 4_294_967_295, says: 'How many, newest first' },
    host: { kind: 'text', hint: 'name', says: 'Only releases with this host', completes: 'machine' },
  },
  operands: [],
  examples: ['release list', 'release list --host web-01 --limit 5'],
  async run({ flags: { limit, host } }, session) {
    const client = await session.client();
    const releases = await taken(client, 'listReleases', { limit, ...(host && { query: { host } }) });
    const { screen } = session;
    if (session.isJson) screen.json(releases);
    else screen.say(releaseTable(releases, screen).join('\n'));
    return 0;
  },
});
