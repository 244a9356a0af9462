import type { Statechart } from '../../machines/model/statechart.ts';
import { stateNames } from './state-names.ts';

/** The active states, outer before inner, each in a line with what it means. */
export function stateLines(active: readonly string[], chart: Pick<Statechart, 'states'>): string[] {
  const names = stateNames(chart);
  const shown = active.map((id) => ({
    name: names.get(id) ?? id,
    description: chart.states.find((state) => state.id === id)?.description ?? '',
  }));
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  return shown.map(({ name, description }) => `${name.padEnd(width)}  ${description}`.trimEnd());
}
