import { minute } from '../output/moment.ts';
import { table } from '../output/table.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release list`. */
export const releaseList = verb({
  flags: {
    limit: { kind: 'count', hint: 'n', default: 20, says: 'How many, newest first' },
    host: { kind: 'text', hint: 'name', says: 'Only releases with this host' },
  },
  operands: [],
  examples: ['release list', 'release list --host web-01 --limit 5'],
  async run({ flags: { limit, host } }, session) {
    const client = await session.client();
    const releases = await client.listReleases({ query: { limit: String(limit), ...(host ? { host } : {}) } });
    const { screen } = session;
    if (session.isJson) screen.json(releases);
    else if (releases.length === 0) screen.say('No releases. Make one with nixfleet release create --push-to <cache>.');
    const rows = releases.map((release) => [
      release.id,
      release.flake_rev?.slice(0, 8) ?? '-',
      String(release.host_count),
      minute(release.created_at),
      release.created_by,
    ]);
    if (!session.isJson)
      for (const line of table(['id', 'revision', 'hosts', 'created', 'by'], rows, screen.paint)) screen.say(line);
    return 0;
  },
});
