import type { AnyMachineSnapshot, AnyTransitionDefinition, InspectedMicrostepEvent } from 'xstate';
import { stateId } from '../../machines/policy/active-states.ts';
import type { Step } from '../store/transitions.ts';

/** A step as XState tells it; whose it is and in which delivery its actor knows. */
export type BareStep = Omit<Step, 'address' | 'delivery'>;

/** What is kept of an event, as JSON. */
const DETAIL_BYTES = 2048;

/** The step that an actor begins with. */
export const firstStep = ({ value }: AnyMachineSnapshot): BareStep => ({
  event: 'xstate.init',
  detail: '{}',
  taken: '[]',
  state: JSON.stringify(value),
});

/** Reads steps out of what XState's inspection tells. One for all actors: charts have few transitions and take them often. */
export class StepReader {
  readonly #texts = new WeakMap<object, string>();

  /** What was told as a step; undefined: no state was left or entered. */
  stepIn({ _transitions: transitions, event, snapshot }: InspectedMicrostepEvent): BareStep | undefined {
    const moves = transitions.filter(({ target }) => target !== undefined);
    const [first] = moves;
    if (first === undefined) return undefined;
    const isAtOnce = first.eventType === '';
    return {
      event: isAtOnce ? '' : event.type,
      detail: isAtOnce ? '{}' : detailOf(event),
      taken: `[${moves.map((move) => this.#textOf(move)).join(',')}]`,
      // Only state machines tell of microsteps.
      state: JSON.stringify((snapshot as AnyMachineSnapshot).value),
    };
  }

  #textOf(move: AnyTransitionDefinition): string {
    let text = this.#texts.get(move);
    if (text === undefined) {
      text = JSON.stringify({ from: stateId(move.source), to: (move.target ?? []).map(stateId) });
      this.#texts.set(move, text);
    }
    return text;
  }
}

/** What an event says beside its type and its time; of one that is long, which fields there are. */
function detailOf(event: Readonly<Record<string, unknown>>): string {
  const said: Record<string, unknown> = { ...event };
  delete said['type'];
  delete said['now'];
  const detail = JSON.stringify(said);
  if (detail.length <= DETAIL_BYTES) return detail;
  const fields = Object.keys(said).join(', ').slice(0, 512);
  return JSON.stringify({ left_out: `${detail.length} characters`, fields });
}
