import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet audit`: who did what. */
export const audit = verb({
  flags: {
    actor: { kind: 'text', hint: 'name', says: 'Only what this one did' },
    action: { kind: 'text', hint: 'action', says: 'Only this' },
    target: { kind: 'text', hint: 'id', says: 'Only what was done to this', completes: 'machine' },
    since: { kind: 'text', hint: 'time', says: 'Not what was before: 2h, 3d or an RFC 3339 time' },
    until: { kind: 'text', hint: 'time', says: 'Only what was before' },
    limit: { kind: 'count', hint: 'n', default: 100, says: 'How many, the newest' },
    csv: { kind: 'switch', says: 'As CSV, all of it unless --limit says how much' },
  },
  operands: [],
  examples: ['audit --since 2h', 'audit --target web-01', 'audit --csv > audit.csv'],
  run() {
    throw new BadInput('not built yet');
  },
});
