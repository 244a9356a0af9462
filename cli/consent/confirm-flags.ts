import type { Flags } from '../line/flags.ts';

/** The flags of every verb that asks before it changes machines. */
export const CONFIRM_FLAGS = {
  yes: { kind: 'switch', short: 'y', says: 'Do not show what would change and do not ask' },
} as const satisfies Flags;
