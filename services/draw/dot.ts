import type { ChartArrow, ChartState, Statechart } from '../../machines/model/statechart.ts';
import { arrowLabel } from './arrow-label.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { type StateTree, stateTree } from './state-tree.ts';

/** A statechart as a Graphviz digraph: nested states are clusters, active ones are filled, arrows just taken are thick. */
export function dot(chart: Statechart, { active, taken = [] }: Marks = UNMARKED): string {
  const anchors = new Map<string, string>();
  const states = node(stateTree(chart), 1, { anchors, active: new Set(active) });
  const edges = chart.arrows.map((arrow, place) => `  ${edge(arrow, { anchors, isTaken: taken.includes(place) })}`);
  const style = ['  compound=true;', '  node [shape=box, style=rounded];'];
  return [`digraph ${quoted(chart.name)} {`, ...style, ...states, ...edges, '}'].join('\n') + '\n';
}

interface Drawing {
  /** Graphviz draws edges between nodes only: a cluster is reached through the point in it, its anchor. */
  readonly anchors: Map<string, string>;
  readonly active: ReadonlySet<string>;
}

function node({ state, inner }: StateTree, depth: number, drawing: Drawing): string[] {
  const indent = '  '.repeat(depth);
  const isActive = drawing.active.has(state.id);
  if (inner.length === 0)
    return [`${indent}${quoted(state.id)} [label=${quoted(state.name)}${look(state, isActive)}];`];
  const anchor = `${state.id}__anchor`;
  drawing.anchors.set(state.id, anchor);
  const style = state.kind === 'parallel' ? 'dashed' : 'rounded';
  const filled = isActive ? ' bgcolor="#dbe6ff"; color="#1d4ed8"; penwidth=2;' : '';
  return [
    `${indent}subgraph ${quoted(`cluster_${state.id}`)} {`,
    `${indent}  label=${quoted(state.name)}; tooltip=${quoted(state.description)}; style=${style};${filled}`,
    `${indent}  ${quoted(anchor)} [shape=point, style=invis];`,
    ...inner.flatMap((child) => node(child, depth + 1, drawing)),
    `${indent}}`,
  ];
}

function look({ kind, is_initial: isInitial, description }: ChartState, isActive: boolean): string {
  const outline = kind === 'final' ? ', peripheries=2' : isInitial ? ', penwidth=2' : '';
  const filled = isActive ? ', style="rounded,filled", fillcolor="#1d4ed8", fontcolor="#ffffff"' : '';
  return `${outline}, tooltip=${quoted(description)}${filled}`;
}

function edge(
  arrow: ChartArrow,
  { anchors, isTaken }: { readonly anchors: ReadonlyMap<string, string>; readonly isTaken: boolean },
): string {
  const [tail, head] = [anchors.get(arrow.from), anchors.get(arrow.to)];
  const clipped = [
    ...(tail === undefined ? [] : [`ltail=${quoted(`cluster_${arrow.from}`)}`]),
    ...(head === undefined || arrow.from === arrow.to ? [] : [`lhead=${quoted(`cluster_${arrow.to}`)}`]),
    ...(isTaken ? ['color="#1d4ed8"', 'penwidth=3'] : []),
  ];
  const attributes = [`label=${quoted(arrowLabel(arrow))}`, ...clipped].join(', ');
  return `${quoted(tail ?? arrow.from)} -> ${quoted(head ?? arrow.to)} [${attributes}];`;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
