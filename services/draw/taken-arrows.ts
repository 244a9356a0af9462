import type { Transition } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';

/**
 * Places of the arrows that a step took. Of several that lead from one state to another on the same event it is not
 * written down which condition held: they are all meant.
 */
export function takenArrows(
  { arrows }: Pick<Statechart, 'arrows'>,
  { event, taken }: Pick<Transition, 'event' | 'taken'>,
): number[] {
  const moved = arrows.flatMap((arrow, place) =>
    taken.some(({ from, to }) => from === arrow.from && to.includes(arrow.to)) ? [{ place, heard: arrow.event }] : [],
  );
  const exact = moved.filter(({ heard }) => heard === event);
  const told = exact.length > 0 ? exact : moved.filter(({ heard }) => isWildcardFor(heard, event));
  return told.map(({ place }) => place);
}

/** `*` hears everything, `mail.*` what begins so. */
const isWildcardFor = (heard: string, event: string): boolean =>
  heard === '*' || (heard.endsWith('.*') && event.startsWith(heard.slice(0, -1)));
