import { madeEntries } from '../../machines/policy/release-hosts.ts';
import { makeRelease } from '../release/make-release.ts';
import { RELEASE_CONFLICTS, RELEASE_FLAGS, RELEASE_NEEDS, releaseOrder } from '../release/release-order.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release create`: evaluates, builds, pushes and registers. */
export const releaseCreate = verb({
  flags: {
    ...RELEASE_FLAGS,
    'eval-only': { kind: 'switch', says: 'Build nothing: the closures are in the cache already' },
  },
  operands: [],
  conflicts: [['eval-only', 'push-to'], ['eval-only', 'hook'], ['eval-only', 'copy'], ...RELEASE_CONFLICTS],
  needs: RELEASE_NEEDS,
  operation: 'release-create',
  examples: [
    'release create --push-to ssh://root@cache',
    "release create --flake github:acme/fleet --hosts 'web-*,db-01' --push-to s3://fleet-cache",
    'release create --dry-run',
  ],
  async run({ flags }, session) {
    const order = releaseOrder(flags, session.config, { tags: [], isEvalOnly: flags['eval-only'] });
    const result = await makeRelease(order, session, { allowDirty: flags['allow-dirty'] });
    if (result === 'interrupted') return 130;
    const entries = madeEntries(result.hosts);
    if (session.isJson) session.screen.json({ id: result.releaseId, host_count: entries.length, entries });
    return 0;
  },
});
