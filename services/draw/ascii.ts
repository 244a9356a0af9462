import { arrowLabel } from './arrow-label.ts';
import type { ChartArrow, ChartGraph, ChartState } from './chart-graph.ts';

/** A statechart as a tree of its states for a terminal, each with what it invokes and where it goes. */
export function ascii({ root, arrows }: ChartGraph): string {
  const tree: Tree = { names: namesIn(root), waysOf: (id) => arrows.filter(({ from }) => from === id) };
  return [...head(root), ...body(root, tree)].join('\n') + '\n';
}

interface Tree {
  /** The readable name of a state: `idle.waiting`. */
  readonly names: ReadonlyMap<string, string>;
  waysOf(id: string): readonly ChartArrow[];
}

function head(state: ChartState): string[] {
  const marks = [
    ...(state.isInitial ? ['first'] : []),
    ...(state.kind === 'parallel' || state.kind === 'final' ? [state.kind] : []),
  ];
  const title = marks.length > 0 ? `${state.name} (${marks.join(', ')})` : state.name;
  return [state.description === '' ? title : `${title}: ${state.description}`];
}

function body(state: ChartState, tree: Tree): string[] {
  const rail = state.states.length > 0 ? '|   ' : '    ';
  const effects = state.effects.map(({ id, name }) => `${rail}does ${name} (${id})`);
  const ways = tree.waysOf(state.id).map((arrow) => `${rail}${way(arrow, tree)}`);
  const children = state.states.flatMap((child, index) => {
    const isLast = index === state.states.length - 1;
    const [title = '', ...rest] = [...head(child), ...body(child, tree)];
    return [`${isLast ? '`' : '|'}-- ${title}`, ...rest.map((line) => `${isLast ? '    ' : '|   '}${line}`)];
  });
  return [...effects, ...ways, ...children];
}

function way(arrow: ChartArrow, { names }: Tree): string {
  const target = arrow.to === arrow.from ? 'stays' : `-> ${names.get(arrow.to) ?? arrow.to}`;
  return `${arrowLabel(arrow)} ${target}`;
}

function namesIn(root: ChartState): Map<string, string> {
  const names = new Map([[root.id, root.name]]);
  const name = (state: ChartState, prefix: string): void => {
    names.set(state.id, `${prefix}${state.name}`);
    for (const child of state.states) name(child, `${prefix}${state.name}.`);
  };
  for (const state of root.states) name(state, '');
  return names;
}
