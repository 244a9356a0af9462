import type { ChartDrawing, ChartState, Statechart } from '../../machines/model/statechart.ts';
import { arrangedArrows } from './arranged-arrows.ts';
import { arrowElements } from './svg-arrow.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { stateElements } from './svg-state.ts';
import { stateNames } from './state-names.ts';
import { element, type SvgElement } from './svg-element.ts';

/**
 * The picture of a statechart as elements that a page or a file is made from. How they look is told by classes
 * (`svg-style.ts`); states have their id in `data-state`, arrows their places in `data-arrows`.
 */
export function svgElements(chart: Statechart, drawing: ChartDrawing, marks: Marks = UNMARKED): SvgElement {
  const states = new Map(chart.states.map((state) => [state.id, state]));
  const look = { chart, arranged: arrangedArrows(chart), active: new Set(marks.active), taken: new Set(marks.taken) };
  const inOrder = drawing.states.flatMap((box) => {
    const state = states.get(box.id);
    return state === undefined ? [] : [{ state, box }];
  });
  // Lines run over the boxes that they cross the edge of, and below the texts.
  const { lines, labels } = arrowElements(drawing, look);
  const boxes = inOrder.map(({ state, box }) => stateElements(state, box, look));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      role: 'img',
      viewBox: `0 0 ${drawing.width} ${drawing.height}`,
      width: drawing.width,
      height: drawing.height,
    },
    [
      element('title', {}, [`The statechart ${chart.name}`]),
      element('desc', {}, [summary(chart, marks)]),
      arrowHeads(),
      ...boxes,
      ...lines,
      ...labels,
    ],
  );
}

/** What is on the picture, for who can't see it. */
function summary(chart: Statechart, { active }: Marks): string {
  const names = stateNames(chart);
  const isInnermost = ({ id }: ChartState) =>
    !chart.states.some((state) => state.parent === id && active.includes(state.id));
  const now = chart.states.filter((state) => active.includes(state.id) && isInnermost(state));
  const states = `${chart.states.length - 1} states and ${chart.arrows.length} transitions`;
  const at = now.length === 0 ? '' : ` Active: ${now.map(({ id }) => names.get(id) ?? id).join(', ')}.`;
  return `${chart.description} ${states}.${at}`.trim();
}

/** Heads of arrows in the colours that lines have: a marker does not take its line's colour everywhere. */
function arrowHeads(): SvgElement {
  const head = (id: string) =>
    element(
      'marker',
      {
        id,
        class: id,
        viewBox: '0 0 8 8',
        refX: 7.5,
        refY: 4,
        markerWidth: 8,
        markerHeight: 8,
        orient: 'auto',
        markerUnits: 'userSpaceOnUse',
      },
      [element('path', { d: 'M0 0.5L8 4L0 7.5L1.5 4Z' })],
    );
  return element('defs', {}, [head('chart-head'), head('chart-head-taken')]);
}
