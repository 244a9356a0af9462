import type { Flags } from '../line/flags.ts';

/** The flags of what is done over SSH. */
export const SSH_FLAGS = {
  target: {
    kind: 'text',
    hint: 'user@host',
    says: 'Where to reach the one host; default: root@<host>, on macOS <you>@<host>',
  },
  parallel: { kind: 'count', hint: 'n', default: 10, least: 1, says: 'Hosts at once over SSH' },
  'confirm-timeout': {
    kind: 'count',
    hint: 'seconds',
    // As long as an agent has.
    default: 120,
    least: 1,
    says: 'The host goes back by itself unless it is confirmed within so long after the switch',
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

/** How long a machine may take to prove itself; null: nobody waits for that. */
export function confirmSecondsOf(flags: {
  readonly 'no-confirm': boolean;
  readonly 'confirm-timeout': number;
}): number | null {
  return flags['no-confirm'] ? null : flags['confirm-timeout'];
}
