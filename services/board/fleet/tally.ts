import type { FacetValues } from './fleet-entry.ts';
import { type Facet, FACETS } from './fleet-query.ts';

/** How many machines there are of each value of each facet. */
export type Tally = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

/** A tally that is being made. */
export type Tallying = Readonly<Record<Facet, Map<string, number>>>;

/** Of nothing yet. */
export const noTally = (): Tallying => ({
  tag: new Map(),
  lifecycle: new Map(),
  activity: new Map(),
  deployment: new Map(),
  presence: new Map(),
  need: new Map(),
});

/** The same, which no count changes any more. */
export const copied = (tally: Tally): Tally => ({
  tag: new Map(tally.tag),
  lifecycle: new Map(tally.lifecycle),
  activity: new Map(tally.activity),
  deployment: new Map(tally.deployment),
  presence: new Map(tally.presence),
  need: new Map(tally.need),
});

/** Counts a machine (`by` 1), or no more (-1), in some facets. */
export function count(tally: Tallying, values: FacetValues, by: 1 | -1, facets: readonly Facet[] = FACETS): void {
  for (const facet of facets)
    for (const value of values[facet]) {
      const after = (tally[facet].get(value) ?? 0) + by;
      if (after === 0) tally[facet].delete(value);
      else tally[facet].set(value, after);
    }
}
