import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventFromLogic,
  initialTransition,
  type InputFrom,
  type SnapshotFrom,
  transition,
} from 'xstate';

/** What a chart emitted in a transition, as the shard would hear it. */
type Emitted = { readonly type: string; readonly [field: string]: unknown };

/** A chart after some events, by pure transitions: no effect runs. `said` is all that it emitted on the way. */
export function after<Chart extends AnyStateMachine>(
  chart: Chart,
  input: InputFrom<Chart>,
  ...events: EventFromLogic<Chart>[]
): { state: SnapshotFrom<Chart> & AnyMachineSnapshot; said: Emitted[]; last: Emitted[] } {
  let [state, actions] = initialTransition(chart, input);
  let last = emittedIn(actions);
  const said = [...last];
  for (const event of events) {
    [state, actions] = transition(chart, state, event);
    last = emittedIn(actions);
    said.push(...last);
  }
  return { state: state as SnapshotFrom<Chart> & AnyMachineSnapshot, said, last };
}

const emittedIn = (actions: readonly { type: string; params: unknown }[]): Emitted[] =>
  actions.filter(({ type }) => type === 'xstate.emit').map(({ params }) => (params as { event: Emitted }).event);
