import { BadInput } from '../../machines/errors.ts';
import type { Flags } from '../line/flags.ts';

/** The flags of every verb that can show itself again and again. */
export const WATCH_FLAGS = {
  watch: { kind: 'switch', says: 'Show it again and again, until Ctrl-C' },
  interval: { kind: 'count', hint: 'seconds', default: 2, least: 1, says: 'How often --watch looks' },
} as const satisfies Flags;

/** What those flags need. */
export const WATCH_NEEDS = [['interval', 'watch']] as const;

/** Refuses `--watch` with `--json`, before anything is asked. Throws `BadInput`. */
export function assertWatchable(
  { watch }: { readonly watch: boolean },
  { isJson }: { readonly isJson: boolean },
): void {
  if (watch && isJson) throw new BadInput('--watch is incompatible with --json; run it again whenever you want JSON');
}
