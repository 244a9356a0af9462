import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet logs show`: what an operation did. */
export const logsShow = verb({
  flags: {
    output: { kind: 'switch', says: 'With what its commands printed' },
  },
  operands: ['log?'],
  completes: { log: 'log' },
  examples: ['logs show', 'logs show 20260418T163900Z_deploy --output'],
  run() {
    throw new BadInput('not built yet');
  },
});
