import type { Flags } from '../line/flags.ts';

/** The flags of what is done over SSH. */
export const SSH_FLAGS = {
  target: {
    kind: 'text',
    hint: 'user@host',
    says: 'Where to reach the one host; default: root@<host>, on macOS <you>@<host>',
  },
  parallel: { kind: 'count', hint: 'n', says: 'Hosts at once over SSH; default: 10' },
  'confirm-timeout': {
    kind: 'count',
    hint: 'seconds',
    says: 'Goes back by itself when it is not confirmed for so long after the switch; default: 120',
  },
  'no-confirm': { kind: 'switch', says: 'No way back by itself: what is activated stays' },
} as const satisfies Flags;

/** What those flags need. */
export const SSH_NEEDS = [
  ['target', 'ssh'],
  ['parallel', 'ssh'],
  ['confirm-timeout', 'ssh'],
  ['no-confirm', 'ssh'],
] as const;
