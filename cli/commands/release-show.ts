import { second } from '../output/moment.ts';
import { details, table } from '../output/table.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release show`. */
export const releaseShow = verb({
  flags: {},
  operands: ['id'],
  examples: ['release show rel-7f3a', 'release show rel-7f3a --json'],
  async run({ operands: { id } }, session) {
    const client = await session.client();
    const release = await client.getRelease({ params: { id } });
    const { screen } = session;
    if (session.isJson) {
      screen.json(release);
      return 0;
    }
    const about = details([
      ['Release', release.id],
      ['Flake ref', release.flake_ref ?? '-'],
      ['Flake rev', release.flake_rev ?? '-'],
      ['Cache URL', release.cache_url ?? '-'],
      ['Hosts', String(release.host_count)],
      ['Created', second(release.created_at)],
      ['By', release.created_by],
    ]);
    const rows = release.entries.map((entry) => [
      entry.hostname,
      entry.platform,
      entry.store_path,
      entry.tags.join(', ') || '-',
    ]);
    for (const line of [...about, '', ...table(['host', 'platform', 'store path', 'tags'], rows)]) screen.say(line);
    return 0;
  },
});
