import { arrowLabel } from './arrow-label.ts';
import type { ChartArrow, ChartGraph, ChartState } from './chart-graph.ts';

/** A statechart as a Graphviz digraph: nested states are clusters. */
export function dot({ name, root, arrows }: ChartGraph): string {
  const anchors = new Map<string, string>();
  const states = node(root, 1, anchors);
  const edges = arrows.map((arrow) => `  ${edge(arrow, anchors)}`);
  const style = ['  compound=true;', '  node [shape=box, style=rounded];'];
  return [`digraph ${quoted(name)} {`, ...style, ...states, ...edges, '}'].join('\n') + '\n';
}

/** Graphviz draws edges between nodes only: a cluster is reached through the point in it, its anchor. */
function node(state: ChartState, depth: number, anchors: Map<string, string>): string[] {
  const indent = '  '.repeat(depth);
  if (state.states.length === 0) return [`${indent}${quoted(state.id)} [label=${quoted(state.name)}${look(state)}];`];
  const anchor = `${state.id}__anchor`;
  anchors.set(state.id, anchor);
  return [
    `${indent}subgraph ${quoted(`cluster_${state.id}`)} {`,
    `${indent}  label=${quoted(state.name)}; tooltip=${quoted(state.description)}; style=${state.kind === 'parallel' ? 'dashed' : 'rounded'};`,
    `${indent}  ${quoted(anchor)} [shape=point, style=invis];`,
    ...state.states.flatMap((child) => node(child, depth + 1, anchors)),
    `${indent}}`,
  ];
}

function look({ kind, isInitial, description }: ChartState): string {
  const outline = kind === 'final' ? ', peripheries=2' : isInitial ? ', penwidth=2' : '';
  return `${outline}, tooltip=${quoted(description)}`;
}

function edge(arrow: ChartArrow, anchors: ReadonlyMap<string, string>): string {
  const [tail, head] = [anchors.get(arrow.from), anchors.get(arrow.to)];
  const clipped = [
    ...(tail === undefined ? [] : [`ltail=${quoted(`cluster_${arrow.from}`)}`]),
    ...(head === undefined || arrow.from === arrow.to ? [] : [`lhead=${quoted(`cluster_${arrow.to}`)}`]),
  ];
  const attributes = [`label=${quoted(arrowLabel(arrow))}`, ...clipped].join(', ');
  return `${quoted(tail ?? arrow.from)} -> ${quoted(head ?? arrow.to)} [${attributes}];`;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
