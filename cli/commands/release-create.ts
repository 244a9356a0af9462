import { distributionWarnings } from '../release/distribution-warnings.ts';
import { limitsOf } from '../release/build-flags.ts';
import { makeRelease } from '../release/make-release.ts';
import { releaseJson } from '../release/release-json.ts';
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
  sections: {
    'What to release': ['flake', 'hosts', 'eval-only', 'allow-partial', 'allow-dirty', 'dry-run'],
    'How agents get it': ['push-to', 'hook', 'hook-push-cmd', 'hook-url', 'copy', 'cache-url'],
    'How much of the build at once': ['chunk-size', 'eval-workers', 'eval-memory', 'max-jobs', 'push-jobs'],
  },
  operation: 'release-create',
  examples: [
    'release create --push-to ssh://root@cache',
    "release create --flake github:acme/fleet --hosts 'web-*,db-01' --push-to s3://fleet-cache",
    "release create --hook --hook-push-cmd 'attic push fleet {}' --hook-url http://cache:8081/fleet",
    'release create --copy --hosts db-01',
    'release create --dry-run',
  ],
  async run({ flags }, session) {
    const order = releaseOrder(flags, session.config, { tags: [], isEvalOnly: flags['eval-only'] });
    for (const warning of distributionWarnings(order, flags, session.config.url)) session.log.warn(warning);
    const result = await makeRelease(order, session, {
      allowDirty: flags['allow-dirty'],
      limits: limitsOf(flags),
    });
    if (result === 'interrupted') return 130;
    if (session.isJson) session.screen.json(releaseJson(result, order));
    return 0;
  },
});
