import { arrowLabel } from './arrow-label.ts';
import type { ChartArrow, ChartGraph, ChartState } from './chart-graph.ts';

/**
 * A statechart as a Mermaid `stateDiagram-v2`. What a composite state hears without leaving is not drawn: Mermaid
 * can't lay out an arrow from a composite state to itself.
 */
export function mermaid({ root, arrows }: ChartGraph): string {
  const composites = compositesIn(root);
  const drawn = arrows.filter(({ from, to }) => from !== to || !composites.has(from));
  // A transition out of the whole chart needs a box to begin at, and regions need one to be divided in.
  const hasOuterArrows = drawn.some(({ from, to }) => from === root.id || to === root.id);
  const states = hasOuterArrows || root.kind === 'parallel' ? box(root, 1) : inner(root, 1);
  return ['stateDiagram-v2', ...states, ...drawn.map((arrow) => `  ${line(arrow)}`)].join('\n') + '\n';
}

function box(state: ChartState, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const opening = `${indent}state "${state.name}" as ${state.id}`;
  const end = state.kind === 'final' ? [`${indent}${state.id} --> [*]`] : [];
  if (state.states.length === 0) return [opening, ...end];
  return [`${opening} {`, ...inner(state, depth + 1), `${indent}}`];
}

function inner(state: ChartState, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const regions = state.states.map((child) => [
    ...(child.isInitial ? [`${indent}[*] --> ${child.id}`] : []),
    ...box(child, depth),
  ]);
  const divider = state.kind === 'parallel' ? [`${indent}--`] : [];
  return regions.flatMap((lines, index) => (index === 0 ? lines : [...divider, ...lines]));
}

/** A colon ends the states of an arrow and a semicolon its line: neither may stand in its words. */
const line = (arrow: ChartArrow): string =>
  `${arrow.from} --> ${arrow.to} : ${arrowLabel(arrow).replaceAll(/[:;]/g, ' ')}`;

const compositesIn = (state: ChartState): Set<string> =>
  new Set(state.states.length === 0 ? [] : [state.id, ...state.states.flatMap((child) => [...compositesIn(child)])]);
