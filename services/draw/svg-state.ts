import type { ChartDrawing, ChartState, Statechart } from '../../machines/model/statechart.ts';
import type { ArrangedArrows } from './arranged-arrows.ts';
import { stateBox } from './state-box.ts';
import { element, type SvgElement } from './svg-element.ts';

/** What is marked on a picture. */
export interface Look {
  readonly chart: Statechart;
  readonly arranged: ArrangedArrows;
  readonly active: ReadonlySet<string>;
  readonly taken: ReadonlySet<number>;
}

/** The box of a state with what stands in it; the states in it lie above it. */
export function stateElements(state: ChartState, box: ChartDrawing['states'][number], look: Look): SvgElement {
  const hasInner = look.chart.states.some(({ parent }) => parent === state.id);
  const classes = [
    'chart-state',
    `chart-${state.kind}`,
    ...(hasInner ? ['chart-outer'] : []),
    ...(isRegion(state, look.chart) ? ['chart-region'] : []),
    ...(state.parent === null ? ['chart-root'] : []),
    ...(look.active.has(state.id) ? ['chart-active'] : []),
  ];
  const { x, y, width, height } = box;
  const content = stateBox(state, look);
  const corner = state.parent === null ? 10 : 7;
  const bar = hasInner
    ? [element('path', { class: 'chart-bar', d: topBar(box, { height: content.height, corner }) })]
    : [];
  const inner =
    state.kind === 'final'
      ? [
          element('rect', {
            class: 'chart-end',
            x: x + 3,
            y: y + 3,
            width: width - 6,
            height: height - 6,
            rx: corner - 2,
          }),
        ]
      : [];
  const texts = content.lines.map(({ kind, text, arrows, x: left, baseline }) =>
    element(
      'text',
      {
        class: `chart-${kind}${arrows.some((arrow) => look.taken.has(arrow)) ? ' chart-taken' : ''}`,
        x: x + left,
        y: y + baseline,
      },
      [text],
    ),
  );
  const description = state.description === '' ? state.name : `${state.name}: ${state.description}`;
  const outline = element('rect', { class: 'chart-box', x, y, width, height, rx: corner });
  return element('g', { class: classes.join(' '), 'data-state': state.id }, [
    element('title', {}, [description]),
    outline,
    ...bar,
    ...inner,
    ...texts,
  ]);
}

/** Whether it is active together with its siblings. */
const isRegion = ({ parent }: ChartState, { states }: Statechart): boolean =>
  states.find(({ id }) => id === parent)?.kind === 'parallel';

/** The ground of a title: rounded above, straight below. */
function topBar(
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  { height, corner }: { readonly height: number; readonly corner: number },
): string {
  const side = height - corner;
  const across = width - 2 * corner;
  return `M${x} ${y + height}v${-side}q0 ${-corner} ${corner} ${-corner}h${across}q${corner} 0 ${corner} ${corner}v${side}z`;
}
