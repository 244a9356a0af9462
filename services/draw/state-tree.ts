import type { ChartState, Statechart } from '../../machines/model/statechart.ts';
import { groupedBy } from '../../machines/policy/grouped.ts';

/** A state with those in it, as renderers that nest want them. */
export interface StateTree {
  readonly state: ChartState;
  readonly inner: readonly StateTree[];
}

/** A statechart's states as one tree. Throws for a chart without any. */
export function stateTree({ name, states }: Pick<Statechart, 'name' | 'states'>): StateTree {
  const [root] = states;
  if (root === undefined) throw new Error(`the statechart ${name} has no state`);
  return branch(
    root,
    groupedBy(states.slice(1), ({ parent }) => parent),
  );
}

function branch(state: ChartState, inside: ReadonlyMap<string | null, readonly ChartState[]>): StateTree {
  return { state, inner: (inside.get(state.id) ?? []).map((inner) => branch(inner, inside)) };
}
