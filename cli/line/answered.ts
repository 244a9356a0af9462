import type { Flags } from './flags.ts';

/** The flags that are answered instead of obeyed, wherever they stand. */
export const ANSWERED = {
  help: { kind: 'switch', short: 'h', says: 'Show this page' },
  version: { kind: 'switch', short: 'V', says: 'Show the version' },
} as const satisfies Flags;
