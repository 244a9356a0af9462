import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet logs list`: the operations of this user, newest first. */
export const logsList = verb({
  flags: {
    limit: { kind: 'count', hint: 'n', default: 20, says: 'How many' },
  },
  operands: [],
  examples: ['logs list', 'logs list --limit 100 --json'],
  run() {
    throw new BadInput('not built yet');
  },
});
