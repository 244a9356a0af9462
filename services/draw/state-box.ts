import type { ChartState, Statechart } from '../../machines/model/statechart.ts';
import type { ArrangedArrows } from './arranged-arrows.ts';
import { BOX_PADDING, TEXT_SIZE, TITLE_SIZE } from './sizes.ts';
import { stateNames } from './state-names.ts';
import { textWidth } from './text-width.ts';
import { wrapped } from './wrapped.ts';

/** A line of text in the box of a state. */
export interface BoxLine {
  readonly kind: 'title' | 'effect' | 'target' | 'way';
  readonly text: string;
  /** Places of the arrows, in the chart's, that it tells of. */
  readonly arrows: readonly number[];
  /** Where its letters stand, px right of and below the corner of the box. */
  readonly x: number;
  readonly baseline: number;
}

/** What stands in the box of a state, and how much room that takes. */
export interface StateBox {
  readonly lines: readonly BoxLine[];
  readonly width: number;
  readonly height: number;
}

const TITLE_HEIGHT = 18;
const LINE_HEIGHT = 15;
const INDENT = 12;
const WRAP = 40;
/** A name may be long, a line has an end. */
const LONGEST_NAME = 48;

/** The text in the box of a state: its name, what it does, and of its ways those that are told and not drawn. */
export function stateBox(
  state: ChartState,
  { chart, arranged }: { readonly chart: Statechart; readonly arranged: ArrangedArrows },
): StateBox {
  const below = [
    ...state.effects.flatMap(({ id, name }) =>
      wrapped(`does ${name} (${id})`, WRAP).map((text) => ({
        kind: 'effect' as const,
        text,
        arrows: [],
        x: BOX_PADDING,
      })),
    ),
    ...tellings(arranged.told.get(state.id) ?? [], chart),
  ];
  const title = { kind: 'title' as const, text: cut(state.name), arrows: [], x: BOX_PADDING };
  const first = BOX_PADDING + TITLE_SIZE - 1;
  const widths = [
    BOX_PADDING + textWidth(title.text, TITLE_SIZE),
    ...below.map(({ text, x }) => x + textWidth(text, TEXT_SIZE)),
  ];
  return {
    lines: [
      { ...title, baseline: first },
      ...below.map((line, index) => ({ ...line, baseline: first + TITLE_HEIGHT + index * LINE_HEIGHT })),
    ],
    width: Math.max(...widths) + BOX_PADDING,
    height: 2 * BOX_PADDING + TITLE_SIZE + 2 + (below.length > 0 ? below.length * LINE_HEIGHT + 3 : 0),
  };
}

/** The ways of a state to each target in turn: where to, then on what. */
function tellings(places: readonly number[], chart: Statechart): Omit<BoxLine, 'baseline'>[] {
  const names = stateNames(chart);
  const told = places.flatMap((place) => {
    const arrow = chart.arrows[place];
    return arrow === undefined ? [] : [{ place, ...arrow }];
  });
  return [...new Set(told.map(({ to }) => to))].flatMap((target) => {
    const ways = told.filter(({ to }) => to === target);
    const isStay = ways.some(({ from }) => from === target);
    const title = cut(isStay ? 'stays' : `→ ${names.get(target) ?? target}`);
    const lines = ways.flatMap(({ place, words, guard }) =>
      wrapped(guard === null ? words : `${words}, if ${guard}`, WRAP).map((text) => ({
        kind: 'way' as const,
        text,
        arrows: [place],
        x: BOX_PADDING + INDENT,
      })),
    );
    return [{ kind: 'target', text: title, arrows: ways.map(({ place }) => place), x: BOX_PADDING }, ...lines];
  });
}

const cut = (text: string): string =>
  [...text].length > LONGEST_NAME ? `${[...text].slice(0, LONGEST_NAME - 1).join('')}…` : text;
