import type { ActorDetail, Transition } from '../../../machines/model/actor.ts';

/** The steps of an actor that were loaded, and which of them is looked at. */
export interface Timeline {
  /** Oldest first, each once. */
  readonly steps: readonly Transition[];
  /** The `seq` of the step that is looked at; undefined: whatever is the newest. */
  readonly at: number | undefined;
  /** How often what was here turned out to be of another past, and was forgotten. */
  readonly forgotten: number;
}

/** More are not kept while one looks at the newest: an actor that never rests would fill the tab. */
const MOST = 5000;

/** The event of the step with which an actor begins. */
const FIRST = 'xstate.init';

/** Nothing is known yet, and the newest is looked at. */
export const NO_STEPS: Timeline = { steps: [], at: undefined, forgotten: 0 };

/**
 * The same with more steps, in any order; those that are there already stay as they are. What came before the actor began was
 * of another one with its address, which is no more.
 */
export function withSteps(timeline: Timeline, more: readonly Transition[]): Timeline {
  const known = new Map([...more, ...timeline.steps].map((step) => [step.seq, step]));
  const all = [...known.values()].toSorted((a, b) => a.seq - b.seq);
  const steps = all.slice(
    Math.max(
      0,
      all.findLastIndex(({ event }) => event === FIRST),
    ),
  );
  return { ...timeline, steps: timeline.at === undefined ? steps.slice(-MOST) : steps };
}

/** The same with the steps of the whole actor; what was here before is forgotten when it is of another past than these. */
export function withActor(timeline: Timeline, actor: Told, hasOtherPast: boolean): Timeline {
  const { steps, at, forgotten } = timeline;
  const before = hasOtherPast || contradicts(actor, steps) ? { steps: [], at, forgotten: forgotten + 1 } : timeline;
  return withSteps(before, actor.history);
}

type Told = Pick<ActorDetail, 'history' | 'last_seq'>;

/** Whether steps are not there, or are others, where all are told: the control plane was restored from a backup. */
function contradicts({ history, last_seq: last }: Told, steps: readonly Transition[]): boolean {
  const oldest = history.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const told = new Map(history.map((step) => [step.seq, step]));
  return steps.some((step) => step.seq >= oldest && step.seq <= last && !isSame(step, told.get(step.seq)));
}

const isSame = (one: Transition, other: Transition | undefined): boolean =>
  one.at === other?.at && one.event === other.event;

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
export const live = (timeline: Timeline): Timeline => ({
  ...timeline,
  steps: timeline.steps.slice(-MOST),
  at: undefined,
});

/** The next step of a history that is played: after the last one comes now. */
export function played(timeline: Timeline): Timeline {
  const next = placeIn(timeline) + 1;
  return next >= timeline.steps.length ? live(timeline) : lookingAt(timeline, next);
}
