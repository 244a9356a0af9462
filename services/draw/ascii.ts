import type { ChartState, Statechart } from '../../machines/model/statechart.ts';
import { groupedBy } from '../../machines/policy/grouped.ts';
import { arrowLabel } from './arrow-label.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { stateNames } from './state-names.ts';
import { type StateTree, stateTree } from './state-tree.ts';

/**
 * A statechart as a tree of its states for a terminal, each with what it invokes and where it goes. Active states are
 * called so and have a `*`; an arrow that was just taken has a `>`.
 */
export function ascii(chart: Statechart, { active, taken = [] }: Marks = UNMARKED): string {
  const names = stateNames(chart);
  const [isActive, isTaken] = [new Set(active), new Set(taken)];
  const wayLines = chart.arrows.map((arrow, place) => {
    const target = arrow.to === arrow.from ? 'stays' : `-> ${names.get(arrow.to) ?? arrow.to}`;
    return { from: arrow.from, line: `${isTaken.has(place) ? '> ' : ''}${arrowLabel(arrow)} ${target}` };
  });
  const drawing: Drawing = {
    ways: groupedBy(wayLines, ({ from }) => from),
    isActive: (id) => isActive.has(id),
  };
  const tree = stateTree(chart);
  return [head(tree.state, drawing), ...body(tree, drawing)].join('\n') + '\n';
}

interface Drawing {
  /** Lines for the arrows of a state, by its id. */
  readonly ways: ReadonlyMap<string, readonly { readonly line: string }[]>;
  isActive(id: string): boolean;
}

function head({ id, name, kind, is_initial: isInitial, description }: ChartState, drawing: Drawing): string {
  const isActive = drawing.isActive(id);
  const marks = [
    ...(isActive ? ['active'] : []),
    ...(isInitial ? ['first'] : []),
    ...(kind === 'parallel' || kind === 'final' ? [kind] : []),
  ];
  const title = `${isActive ? '* ' : ''}${name}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  return description === '' ? title : `${title}: ${description}`;
}

function body({ state, inner }: StateTree, drawing: Drawing): string[] {
  const rail = inner.length > 0 ? '|   ' : '    ';
  const effects = state.effects.map(({ id, name }) => `${rail}does ${name} (${id})`);
  const ways = (drawing.ways.get(state.id) ?? []).map(({ line }) => `${rail}${line}`);
  const children = inner.flatMap((child, index) => {
    const isLast = index === inner.length - 1;
    const rest = body(child, drawing).map((line) => `${isLast ? '    ' : '|   '}${line}`);
    return [`${isLast ? '`' : '|'}-- ${head(child.state, drawing)}`, ...rest];
  });
  return [...effects, ...ways, ...children];
}
