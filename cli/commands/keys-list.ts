import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet keys list`. */
export const keysList = verb({
  flags: {},
  operands: [],
  examples: ['keys list'],
  run() {
    throw new BadInput('not built yet');
  },
});
