import type { ChartState } from '../../machines/model/statechart.ts';

/** For every state by its id: the states that it is in, the chart itself first. */
export function outerStates(states: readonly Pick<ChartState, 'id' | 'parent'>[]): Map<string, readonly string[]> {
  const outer = new Map<string, readonly string[]>();
  for (const { id, parent } of states) outer.set(id, parent === null ? [] : [...(outer.get(parent) ?? []), parent]);
  return outer;
}
