import type { FleetEntry } from './fleet-entry.ts';

/** As long as the flash in `style.css` takes. */
const FRESH_MS = 1200;

/** The class of what has just changed: another one each time, for a class that stays starts no animation again. */
export function freshClass({ changedAt, change }: Pick<FleetEntry, 'changedAt' | 'change'>, now: number): string {
  if (now - changedAt >= FRESH_MS) return '';
  return change % 2 === 0 ? 'fresh' : 'fresh fresh-again';
}
