import { HttpFailed } from '../../machines/errors.ts';
import type { ReleaseDiff } from '../../machines/model/release.ts';
import type { Client } from '../../services/api/client.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { releaseDiffLines } from '../output/release-diff-lines.ts';
import type { Session } from '../session.ts';

/** `nixfleet release diff`: what changes from one release to another. */
export const releaseDiff = verb({
  flags: {
    packages: { kind: 'switch', says: 'Also which packages change; reads the closures, here or in the cache' },
  },
  operands: ['id_a', 'id_b'],
  completes: { id_a: 'release', id_b: 'release' },
  examples: ['release diff rel-7f3a rel-8c01', 'release diff rel-7f3a rel-8c01 --packages'],
  async run({ flags, operands: { id_a: from, id_b: to } }, session) {
    const client = await session.client();
    const { screen, isJson } = session;
    const diff = await client.diffReleases({ params: { id: from, other_id: to } }).catch(async (error: unknown) => {
      if (error instanceof HttpFailed && error.status === 404) await assertThere(client, [from, to]);
      throw error;
    });
    if (!isJson) for (const line of releaseDiffLines(diff, screen.paint)) screen.say(line);
    if (flags.packages) return showPackages(diff, [from, to], session);
    if (isJson) screen.json(diff);
    return 0;
  },
});

/** Which of two is not there the refusal does not say. Throws `NotFound` of the first that is not. */
async function assertThere(client: Pick<Client, 'getRelease'>, ids: readonly string[]): Promise<void> {
  for (const id of ids) await explaining(client.getRelease({ params: { id } }), { missing: missing('release', id) });
}

async function showPackages(diff: ReleaseDiff, ids: readonly string[], session: Session): Promise<0 | 130> {
  const { screen, config, isJson, isVerbose } = session;
  const signal = session.interruption();
  const { releaseChange } = await import('../plan/release-change.ts');
  try {
    const client = await session.client();
    const releases = await Promise.all(ids.toReversed().map((id) => client.getRelease({ params: { id }, signal })));
    const caches = [...releases.map(({ cache_url: url }) => url), config.cacheUrl];
    const change = await releaseChange(diff, caches, signal);
    if (isJson) {
      const { changeJson } = await import('../plan/change-json.ts');
      screen.json({ ...diff, packages: changeJson(change) });
    } else {
      const { changeLines } = await import('../plan/change-lines.ts');
      const lines = changeLines(change, { paint: screen.paint, width: screen.width, isWhole: isVerbose });
      if (lines.length > 0) for (const line of ['', 'Packages:', ...lines]) screen.say(line);
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  }
}
