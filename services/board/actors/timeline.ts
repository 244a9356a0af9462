import type { Transition } from '../../../machines/model/actor.ts';

/** The steps of an actor that were loaded, and which of them is looked at. */
export interface Timeline {
  /** Oldest first, each once. */
  readonly steps: readonly Transition[];
  /** The `seq` of the step that is looked at; undefined: whatever is the newest. */
  readonly at: number | undefined;
}

/** More are not kept while one looks at the newest: an actor that never rests would fill the tab. */
const MOST = 5000;

/** Nothing is known yet, and the newest is looked at. */
export const NO_STEPS: Timeline = { steps: [], at: undefined };

/** The same with more steps, in any order; those that are there already stay as they are. */
export function withSteps(timeline: Timeline, more: readonly Transition[]): Timeline {
  const known = new Map([...more, ...timeline.steps].map((step) => [step.seq, step]));
  const steps = [...known.values()].toSorted((a, b) => a.seq - b.seq);
  return { ...timeline, steps: timeline.at === undefined ? steps.slice(-MOST) : steps };
}

/** The place of the step that is looked at, from 0; -1: there is none. */
export function placeIn({ steps, at }: Timeline): number {
  if (at === undefined) return steps.length - 1;
  const place = steps.findLastIndex(({ seq }) => seq <= at);
  // It is older than all that are there.
  return place === -1 && steps.length > 0 ? 0 : place;
}

/** The step that is looked at. */
export const shownStep = (timeline: Timeline): Transition | undefined => timeline.steps[placeIn(timeline)];

/** Looks at the step at a place; before the first is the first, after the last the last. */
export function lookingAt(timeline: Timeline, place: number): Timeline {
  const { steps } = timeline;
  const step = steps[Math.max(0, Math.min(place, steps.length - 1))];
  return step === undefined ? timeline : { ...timeline, at: step.seq };
}

/** Looks at the newest, whatever comes. */
export const live = ({ steps }: Timeline): Timeline => ({ steps: steps.slice(-MOST), at: undefined });

/** The next step of a history that is played: after the last one comes now. */
export function played(timeline: Timeline): Timeline {
  const next = placeIn(timeline) + 1;
  return next >= timeline.steps.length ? live(timeline) : lookingAt(timeline, next);
}

/** Whether the step that an address names has to be looked for further back. */
export const isFurtherBack = ({ steps: [first], at }: Timeline): boolean =>
  at !== undefined && (first === undefined || at < first.seq);
