import { BadInput } from '../../machines/errors.ts';
import { BUILD_FLAGS } from '../release/build-flags.ts';
import { FLAKE_FLAGS } from '../release/release-order.ts';
import { ROLLOUT_FLAGS } from '../rollout/rollout-settings.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet plan`: what a deploy would change on each machine. */
export const plan = verb({
  flags: {
    release: {
      kind: 'text',
      hint: 'id',
      says: 'Of this release; default: of the flake, built now',
      completes: 'release',
    },
    ...FLAKE_FLAGS,
    tags: { kind: 'list', hint: 'tag', says: 'Machines with these tags', completes: 'tag' },
    ...ROLLOUT_FLAGS,
    ...BUILD_FLAGS,
  },
  operands: [],
  conflicts: [['release', 'flake']],
  operation: 'plan',
  examples: ['plan', 'plan --release rel-7f3a', "plan --hosts 'web-*' --json"],
  run() {
    throw new BadInput('not built yet');
  },
});
