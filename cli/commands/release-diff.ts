import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet release diff`: what changes from one release to another. */
export const releaseDiff = verb({
  flags: {
    packages: { kind: 'switch', says: 'Also which packages change; reads the closures, here or in the cache' },
  },
  operands: ['id_a', 'id_b'],
  completes: { id_a: 'release', id_b: 'release' },
  examples: ['release diff rel-7f3a rel-8c01', 'release diff rel-7f3a rel-8c01 --packages'],
  run() {
    throw new BadInput('not built yet');
  },
});
