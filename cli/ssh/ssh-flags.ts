import { BadUsage } from '../../machines/errors.ts';
import type { Flags } from '../line/flags.ts';

const PARALLEL = 10;
/** As long as an agent has. */
const CONFIRM_SECONDS = 120;

/** The flags of what is done over SSH. */
export const SSH_FLAGS = {
  target: {
    kind: 'text',
    hint: 'user@host',
    says: 'Where to reach the one host; default: root@<host>, on macOS <you>@<host>',
  },
  parallel: { kind: 'count', hint: 'n', says: `Hosts at once over SSH; default: ${PARALLEL}` },
  'confirm-timeout': {
    kind: 'count',
    hint: 'seconds',
    says: `Goes back by itself when it is not confirmed for so long after the switch; default: ${CONFIRM_SECONDS}`,
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

/** How long a machine may take to prove itself; null: nobody waits for that. Throws `BadUsage` for no time at all. */
export function confirmSecondsOf(flags: {
  readonly 'no-confirm': boolean;
  readonly 'confirm-timeout': number | undefined;
}): number | null {
  const { 'confirm-timeout': seconds = CONFIRM_SECONDS } = flags;
  if (flags['no-confirm']) return null;
  if (seconds < 1)
    throw new BadUsage('--confirm-timeout is at least 1; to do without the way back there is --no-confirm');
  return seconds;
}

/** Hosts at once. Throws `BadUsage` for none. */
export function parallelOf({ parallel = PARALLEL }: { readonly parallel: number | undefined }): number {
  if (parallel < 1) throw new BadUsage('--parallel is at least 1');
  return parallel;
}
