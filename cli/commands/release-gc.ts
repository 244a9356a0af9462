import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release gc`: deletes releases that nothing refers to. */
export const releaseGc = verb({
  flags: {
    keep: { kind: 'count', hint: 'n', default: 10, says: 'Releases that stay in any case, the newest' },
    'older-than': { kind: 'text', hint: 'span', says: 'Only those older than this: 30d, 12h' },
    'dry-run': { kind: 'switch', says: 'Show which would go, and delete nothing' },
  },
  operands: [],
  operation: 'release-gc',
  examples: ['release gc --dry-run', 'release gc --keep 20 --older-than 30d'],
  run() {
    throw new BadInput('not built yet');
  },
});
