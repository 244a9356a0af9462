import type { ChartArrow, Statechart } from '../../machines/model/statechart.ts';
import { arrowLabel } from './arrow-label.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { type StateTree, stateTree } from './state-tree.ts';

/**
 * A statechart as a Mermaid `stateDiagram-v2`, with a class for active states. What a composite state hears without
 * leaving is not drawn: Mermaid can't lay out an arrow from a composite state to itself. Nor can it mark an arrow.
 */
export function mermaid(chart: Statechart, { active }: Marks = UNMARKED): string {
  const tree = stateTree(chart);
  const root = tree.state;
  const composites = new Set(chart.states.map(({ parent }) => parent));
  const drawn = chart.arrows.filter(({ from, to }) => from !== to || !composites.has(from));
  // A transition out of the whole chart needs a box to begin at, and regions need one to be divided in.
  const hasOuterArrows = drawn.some(({ from, to }) => from === root.id || to === root.id);
  const states = hasOuterArrows || root.kind === 'parallel' ? box(tree, 1) : inside(tree, 1);
  const marked = chart.states.filter(({ id }) => active.includes(id)).map(({ id }) => `  class ${id} active`);
  const look = marked.length > 0 ? [`  ${ACTIVE}`, ...marked] : [];
  return ['stateDiagram-v2', ...states, ...drawn.map((arrow) => `  ${line(arrow)}`), ...look].join('\n') + '\n';
}

const ACTIVE = 'classDef active fill:#1d4ed8,stroke:#1d4ed8,color:#ffffff,font-weight:bold';

function box({ state, inner }: StateTree, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const opening = `${indent}state "${state.name.replaceAll('"', "'")}" as ${state.id}`;
  const end = state.kind === 'final' ? [`${indent}${state.id} --> [*]`] : [];
  if (inner.length === 0) return [opening, ...end];
  return [`${opening} {`, ...inside({ state, inner }, depth + 1), `${indent}}`];
}

function inside({ state, inner }: StateTree, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const regions = inner.map((child) => [
    ...(child.state.is_initial ? [`${indent}[*] --> ${child.state.id}`] : []),
    ...box(child, depth),
  ]);
  const divider = state.kind === 'parallel' ? [`${indent}--`] : [];
  return regions.flatMap((lines, index) => (index === 0 ? lines : [...divider, ...lines]));
}

/** A colon ends the states of an arrow and a semicolon its line: neither may stand in its words. */
const line = (arrow: ChartArrow): string =>
  `${arrow.from} --> ${arrow.to} : ${arrowLabel(arrow).replaceAll(/[:;\n]/g, ' ')}`;
