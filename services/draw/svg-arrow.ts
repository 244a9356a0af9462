import type { ChartDrawing, ChartPoint } from '../../machines/model/statechart.ts';
import type { Look } from './svg-state.ts';
import { LABEL_LINE, LABEL_PADDING, START_SIZE, TEXT_SIZE } from './sizes.ts';
import { element, type SvgElement } from './svg-element.ts';

/** Lines of arrows and what stands on them: apart, because no line may run over a text. Those just taken come last. */
export function arrowElements(drawing: ChartDrawing, look: Look): { lines: SvgElement[]; labels: SvgElement[] } {
  const isTaken = ({ arrows }: Arrow) => arrows.some((arrow) => look.taken.has(arrow));
  const sorted = [...drawing.arrows.filter((arrow) => !isTaken(arrow)), ...drawing.arrows.filter(isTaken)];
  return {
    lines: [...drawing.starts.flatMap(start), ...sorted.map((arrow) => line(arrow, isTaken(arrow)))],
    labels: sorted.flatMap(({ label }) => (label === null ? [] : [labelElement(label, look)])),
  };
}

type Arrow = ChartDrawing['arrows'][number];

function start({ points }: ChartDrawing['starts'][number]): SvgElement[] {
  const [first] = points;
  if (first === undefined) return [];
  const dot = element('circle', { class: 'chart-start', cx: first.x, cy: first.y, r: START_SIZE / 2 });
  return [dot, element('path', { class: 'chart-arrow', d: path(points), 'marker-end': 'url(#chart-head)' })];
}

function line({ arrows, points }: Arrow, isTaken: boolean): SvgElement {
  return element('path', {
    class: `chart-arrow${isTaken ? ' chart-taken' : ''}`,
    'data-arrows': arrows.join(' '),
    d: path(points),
    'marker-end': `url(#chart-head${isTaken ? '-taken' : ''})`,
  });
}

function labelElement({ x, y, width, height, lines }: NonNullable<Arrow['label']>, look: Look): SvgElement {
  const ground = element('rect', { class: 'chart-ground', x, y, width, height, rx: 3 });
  const middle = x + width / 2;
  const texts = lines.map(({ arrow, text, is_aside: isAside }, index) =>
    element(
      'text',
      {
        class: `${isAside ? 'chart-aside' : 'chart-event'}${look.taken.has(arrow) ? ' chart-taken' : ''}`,
        x: middle,
        y: y + LABEL_PADDING + TEXT_SIZE - 0.5 + index * LABEL_LINE,
      },
      [text],
    ),
  );
  return element('g', { class: 'chart-label' }, [ground, ...texts]);
}

/** A line with rounded corners. */
function path(points: readonly ChartPoint[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [enter, leave] = [towards(point, before), towards(point, after)];
      return `L${enter.x} ${enter.y}Q${point.x} ${point.y} ${leave.x} ${leave.y}`;
    })
    .join('');
}

const CORNER = 6;

/** A point on the way to the other, as far off as a corner begins. */
function towards(from: ChartPoint, to: ChartPoint): ChartPoint {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = distance === 0 ? 0 : Math.min(CORNER, distance / 2) / distance;
  return { x: rounded(from.x + (to.x - from.x) * share), y: rounded(from.y + (to.y - from.y) * share) };
}

const rounded = (value: number): number => Math.round(value * 4) / 4;
