import Elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { ChartDrawing, Statechart } from '../../machines/model/statechart.ts';
import { arrangedArrows } from './arranged-arrows.ts';
import { laidDrawing } from './laid-drawing.ts';
import { type Directions, layoutGraph } from './layout-graph.ts';

/**
 * Where everything of a statechart is on its picture: the same for the same chart. It loads a layout library of
 * megabytes and tries several ways: for builds only, no program does this.
 */
export async function layout(chart: Statechart): Promise<ChartDrawing> {
  const arranged = arrangedArrows(chart);
  const drawings = await Promise.all(
    DIRECTIONS.map(async (directions) => {
      const graph: ElkNode = layoutGraph(chart, { arranged, directions });
      return laidDrawing(await new Elk.default().layout(graph), { chart, arranged });
    }),
  );
  return drawings.reduce((best, drawing) => (longerSide(drawing) < longerSide(best) ? drawing : best));
}

/** A picture nearly as high as it is wide fits a page and a window best. */
const longerSide = ({ width, height }: ChartDrawing): number => Math.max(width, height);

/** Which ways lines may run: among the outermost states, and in these. */
const DIRECTIONS: readonly Directions[] = [
  { outer: 'DOWN', inner: 'DOWN' },
  { outer: 'DOWN', inner: 'RIGHT' },
  { outer: 'RIGHT', inner: 'DOWN' },
  { outer: 'RIGHT', inner: 'RIGHT' },
];
