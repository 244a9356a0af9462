import type { Statechart } from '../../machines/model/statechart.ts';

/** The readable name of every state by its id: `idle__waiting` is `idle.waiting`, the chart itself is its name. */
export function stateNames({ states }: Pick<Statechart, 'states'>): Map<string, string> {
  const names = new Map<string, string>();
  const [root] = states;
  for (const { id, name, parent } of states) {
    const outer = parent === null || parent === root?.id ? undefined : names.get(parent);
    names.set(id, outer === undefined ? name : `${outer}.${name}`);
  }
  return names;
}
