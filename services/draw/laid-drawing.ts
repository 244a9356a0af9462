import type { ChartDrawing, ChartPoint, Statechart } from '../../machines/model/statechart.ts';
import type { ArrangedArrows } from './arranged-arrows.ts';
import { arrowId, dotId, startId } from './layout-graph.ts';

/** Where the layout library has put something; edges have sections, and edges of boxes are in the box. */
export interface LaidNode extends LaidBox {
  readonly id: string;
  readonly children?: readonly LaidNode[];
  readonly edges?: readonly LaidEdge[];
}

interface LaidEdge {
  readonly id: string;
  readonly labels?: readonly LaidBox[];
  readonly sections?: readonly {
    readonly startPoint: ChartPoint;
    readonly bendPoints?: readonly ChartPoint[];
    readonly endPoint: ChartPoint;
  }[];
}

interface LaidBox {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

/** The drawing of a statechart from what the layout library has made of its graph. */
export function laidDrawing(
  laid: LaidNode,
  { chart, arranged }: { readonly chart: Statechart; readonly arranged: ArrangedArrows },
): ChartDrawing {
  const all = nodesIn(laid);
  const nodes = new Map(all.map((node) => [node.id, node]));
  const edges = new Map(all.flatMap((node) => node.edges ?? []).map((edge) => [edge.id, edge]));
  const initial = chart.states.filter((state) => state.is_initial);
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    states: chart.states.map(({ id }) => ({ id, ...boxOf(nodes.get(id)) })),
    starts: initial.map(({ id }) => ({ to: id, points: startOf(nodes.get(dotId(id)), edges.get(startId(id))) })),
    arrows: arranged.drawn.map(({ arrows, lines }, index) => {
      const edge = edges.get(arrowId(index));
      const label = edge?.labels?.[0];
      return {
        arrows: [...arrows],
        points: pointsOf(edge),
        label: label === undefined ? null : { ...boxOf(label), lines: [...lines] },
      };
    }),
  };
}

const nodesIn = (node: LaidNode): LaidNode[] => [node, ...(node.children ?? []).flatMap(nodesIn)];

const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: LaidBox = {}) => ({
  x: rounded(x),
  y: rounded(y),
  width: rounded(width),
  height: rounded(height),
});

/** The line from the middle of a dot, as straight as it leaves it. */
function startOf({ x = 0, y = 0, width = 0, height = 0 }: LaidBox = {}, edge: LaidEdge | undefined): ChartPoint[] {
  const [first, ...rest] = pointsOf(edge);
  if (first === undefined) return [];
  const middle = { x: rounded(x + width / 2), y: rounded(y + height / 2) };
  const isAcross = Math.abs(middle.x - first.x) > Math.abs(middle.y - first.y);
  return [isAcross ? { x: middle.x, y: first.y } : { x: first.x, y: middle.y }, ...rest];
}

const pointsOf = (edge: LaidEdge | undefined): ChartPoint[] =>
  (edge?.sections ?? [])
    .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
    .map(({ x, y }) => ({ x: rounded(x), y: rounded(y) }));

/** Halves of a pixel are enough, and files stay small. */
const rounded = (value: number): number => Math.round(value * 2) / 2;
