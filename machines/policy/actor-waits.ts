import type { ActorWait } from '../model/actor.ts';
import type { Statechart } from '../model/statechart.ts';
import { activeStates } from './active-states.ts';

/** The last moment that a `Date` can hold, ms since the epoch. */
const LAST_MOMENT = 8.64e15;

/** What an actor waits for by itself: the effects in XState's persisted snapshot; of what is no snapshot none. */
export function actorWaits(persisted: unknown, { states }: Pick<Statechart, 'states'>): ActorWait[] {
  const { children, value } = fieldsOf(persisted);
  const active = activeStates(value);
  const invoking = (effect: string) => states.filter(({ effects }) => effects.some(({ id }) => id === effect));
  return Object.entries(fieldsOf(children)).map(([effect, child]) => {
    const { src, snapshot } = fieldsOf(child);
    const candidates = invoking(effect).map(({ id }) => id);
    return {
      effect,
      name: typeof src === 'string' ? src : effect,
      // Several states may invoke what has the same id: it is of the one that is active, and of the innermost of those.
      state: candidates.findLast((id) => active.includes(id)) ?? null,
      until: untilIn(fieldsOf(fieldsOf(snapshot)['input'])['until']),
    };
  });
}

const untilIn = (until: unknown): string | null =>
  typeof until === 'number' && Math.abs(until) <= LAST_MOMENT ? new Date(until).toISOString() : null;

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
