import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet config show`: every setting and where it comes from. */
export const configShow = verb({
  flags: {},
  operands: [],
  examples: ['config show', 'config show --json'],
  run() {
    throw new BadInput('not built yet');
  },
});
