import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines set-tags`: tags that stay whatever the agent reports. */
export const machinesSetTags = verb({
  flags: {
    tags: { kind: 'list', hint: 'tag', says: 'All pinned tags; none: leave it out', completes: 'tag' },
  },
  operands: ['id'],
  completes: { id: 'machine' },
  operation: 'machines-set-tags',
  examples: ['machines set-tags web-01 --tags web,eu'],
  run() {
    throw new BadInput('not built yet');
  },
});
