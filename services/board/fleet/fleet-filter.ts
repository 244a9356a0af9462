import type { FleetEntry } from './fleet-entry.ts';
import { type Facet, FACETS, type FleetQuery } from './fleet-query.ts';
import type { Fleet } from './fleet-store.ts';
import { count, noTally, type Tally } from './tally.ts';

/** What is left of a fleet, and how many there are of what. */
export interface Filtered {
  readonly entries: readonly FleetEntry[];
  /** How many there would be with a value chosen beside what is chosen in the other facets. */
  readonly left: Tally;
}

/** The machines that a query asks for, in the order in which they came. */
export function filtered(fleet: Pick<Fleet, 'entries' | 'all'>, { q, chosen }: Pick<FleetQuery, 'q' | 'chosen'>) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = FACETS.filter((facet) => chosen[facet].length > 0);
  if (words.length === 0 && asked.length === 0) return { entries: fleet.entries, left: fleet.all };
  const found: FleetEntry[] = [];
  const left = noTally();
  for (const entry of fleet.entries) {
    if (!words.every((word) => entry.text.includes(word))) continue;
    const against = asked.filter((facet) => !isIn(entry, facet, chosen[facet]));
    if (against.length === 0) {
      found.push(entry);
      count(left, entry.values, 1);
    } else if (against.length === 1) count(left, entry.values, 1, against.filter(isEither));
  }
  return { entries: found, left } satisfies Filtered;
}

/** A machine has several tags: those that are chosen must all be there, as in the API. Of all else it has one. */
const isEither = (facet: Facet): boolean => facet !== 'tag';

function isIn({ values }: FleetEntry, facet: Facet, chosen: readonly string[]): boolean {
  return isEither(facet)
    ? values[facet].some((value) => chosen.includes(value))
    : chosen.every((value) => values[facet].includes(value));
}
