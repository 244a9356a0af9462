import { verb } from '../line/verb.ts';
import { BUILD_FLAGS, limitsOf } from '../release/build-flags.ts';
import { FLAKE_FLAGS } from '../release/release-order.ts';
import { ROLLOUT_FLAGS, rolloutSettings } from '../rollout/rollout-settings.ts';

/** `nixfleet plan`: what a deploy would change on each machine. */
export const plan = verb({
  flags: {
    release: {
      kind: 'text',
      hint: 'id',
      says: 'Plan this release; default: the flake as it is now',
      completes: 'release',
    },
    ...FLAKE_FLAGS,
    tags: { kind: 'list', hint: 'tag', says: 'Machines with all of these tags', completes: 'tag' },
    build: { kind: 'switch', says: 'Build the hosts of the flake, which tells exactly what would change' },
    'cache-url': { kind: 'text', hint: 'url', says: 'Cache to look in; default: that of the release or the file' },
    ...ROLLOUT_FLAGS,
    ...BUILD_FLAGS,
  },
  operands: [],
  conflicts: [
    ['release', 'flake'],
    ['release', 'build'],
  ],
  sections: {
    'The rollout': Object.keys(ROLLOUT_FLAGS),
    'How much of the build at once': Object.keys(BUILD_FLAGS),
  },
  operation: 'plan',
  examples: ['plan', 'plan --build --tags web', 'plan --release rel-7f3a', "plan --hosts 'web-*' --json"],
  async run({ flags }, session) {
    const settings = rolloutSettings(flags, session.config);
    const { showPlan } = await import('../plan/show-plan.ts');
    const { release, hosts, tags, build: isBuilt } = flags;
    const flake = { flake: flags.flake, hosts: hosts ?? ['*'], tags: tags ?? [], isBuilt, limits: limitsOf(flags) };
    const order = { release, flake, selection: { hosts, tags }, settings, cacheUrl: flags['cache-url'] };
    return showPlan(order, session);
  },
});
