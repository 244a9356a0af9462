import type { Transition } from '../../../machines/model/actor.ts';
import { eventDetail } from '../../draw/event-detail.ts';
import { eventWords } from '../../draw/words.ts';

/** A step in words. */
export interface StepWords {
  /** What happened. */
  readonly event: string;
  /** What else the event said, in a line. */
  readonly detail: string;
  /** Where it led: `deploying → waiting_health`. */
  readonly moves: readonly string[];
}

/** A step in words; `names` are the readable names of states by their ids. */
export function stepWords({ event, detail, taken }: Transition, names: ReadonlyMap<string, string>): StepWords {
  const name = (id: string): string => names.get(id) ?? id;
  return {
    event: eventWords(event),
    detail: eventDetail(detail),
    moves: taken.map(({ from, to }) => `${name(from)} → ${to.map(name).join(', ')}`),
  };
}

/** A moment of today by its time, an older one with its day. */
export function clockWords(at: string, now: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
}
