/** What of a statechart is to catch the eye. */
export interface Marks {
  /** Ids of the states that an actor is in. */
  readonly active: readonly string[];
  /** Places of the arrows, in the chart's, that it has just taken. */
  readonly taken?: readonly number[];
}

/** A chart of which nothing is marked. */
export const UNMARKED: Marks = { active: [] };
