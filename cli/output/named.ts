import { listed } from '../../machines/policy/listed.ts';
import { printable } from '../../services/host/printable.ts';

/** Names for behind a sentence: `: a, b`; nothing where there are none. */
export const named = (names: readonly string[]): string =>
  names.length === 0 ? '' : `: ${listed(names.map(printable))}`;
