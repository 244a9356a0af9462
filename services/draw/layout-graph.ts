import type { Statechart } from '../../machines/model/statechart.ts';
import type { ArrangedArrows, ArrowBundle } from './arranged-arrows.ts';
import { LABEL_LINE, LABEL_PADDING, START_SIZE, TEXT_SIZE } from './sizes.ts';
import { stateBox } from './state-box.ts';
import { type StateTree, stateTree } from './state-tree.ts';
import { textWidth } from './text-width.ts';

/** A box for the layout library; the edges in it lead between its children. */
export interface LayoutNode {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly layoutOptions?: Record<string, string>;
  readonly children?: LayoutNode[];
  readonly edges?: LayoutEdge[];
}

/** A line for the layout library. */
export interface LayoutEdge {
  readonly id: string;
  readonly sources: string[];
  readonly targets: string[];
  readonly labels?: { text: string; width: number; height: number; layoutOptions: Record<string, string> }[];
}

/** Which way lines run among the outermost states, and in these. */
export interface Directions {
  readonly outer: 'DOWN' | 'RIGHT';
  readonly inner: 'DOWN' | 'RIGHT';
}

interface Plan {
  readonly arranged: ArrangedArrows;
  readonly directions: Directions;
}

/** A statechart as what the layout library takes; `arrowId` and `startId` name its lines. */
export function layoutGraph(chart: Statechart, plan: Plan): LayoutNode {
  const parents = new Map(chart.states.map(({ id, parent }) => [id, parent]));
  const edges = plan.arranged.drawn.map((bundle, index) => ({
    within: parents.get(bundle.from),
    edge: edgeOf(bundle, index),
  }));
  const edgesIn = (id: string) => edges.filter(({ within }) => within === id).map(({ edge }) => edge);
  const nodeOf = ({ state, inner }: StateTree): LayoutNode => {
    const { width, height } = stateBox(state, { chart, arranged: plan.arranged });
    if (inner.length === 0) return { id: state.id, width, height };
    const initial = inner.filter((child) => child.state.is_initial);
    const dots = initial.map((child) => ({ id: dotId(child.state.id), width: START_SIZE, height: START_SIZE }));
    const starts = initial.map(({ state: { id } }) => ({ id: startId(id), sources: [dotId(id)], targets: [id] }));
    return {
      id: state.id,
      layoutOptions: {
        ...OPTIONS,
        'elk.direction': state.parent === null ? plan.directions.outer : plan.directions.inner,
        'elk.padding': `[top=${height + GAP},left=${GAP},bottom=${GAP},right=${GAP}]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width},${height})`,
      },
      children: [...dots, ...inner.map(nodeOf)],
      edges: [...starts, ...edgesIn(state.id)],
    };
  };
  const options = {
    ...OPTIONS,
    'elk.padding': `[top=${GAP},left=${GAP},bottom=${GAP},right=${GAP}]`,
    'elk.json.shapeCoords': 'ROOT',
    'elk.json.edgeCoords': 'ROOT',
  };
  return { id: '(graph)', layoutOptions: options, children: [nodeOf(stateTree(chart))] };
}

/** The line of a bundle of arrows, by its place among the drawn ones. */
export const arrowId = (index: number): string => `(arrow) ${index}`;

/** The line to an initial state. */
export const startId = (state: string): string => `(start) ${state}`;

/** The dot from which it leads; blanks and brackets are in no state's id. */
export const dotId = (state: string): string => `(dot) ${state}`;

const GAP = 16;

/** Each box is laid out for itself, so that the order of the source can decide what comes first. */
const OPTIONS: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'DFS_NODE_ORDER',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

function edgeOf({ from, to, lines }: ArrowBundle, index: number): LayoutEdge {
  const edge = { id: arrowId(index), sources: [from], targets: [to] };
  if (lines.length === 0) return edge;
  const label = {
    text: lines.map(({ text }) => text).join('\n'),
    width: Math.max(...lines.map(({ text }) => textWidth(text, TEXT_SIZE))) + 2 * LABEL_PADDING,
    height: lines.length * LABEL_LINE + 2 * LABEL_PADDING,
    layoutOptions: { 'elk.edgeLabels.inline': 'true' },
  };
  return { ...edge, labels: [label] };
}
