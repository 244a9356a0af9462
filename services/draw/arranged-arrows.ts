import type { ChartArrow, Statechart } from '../../machines/model/statechart.ts';
import { outerStates } from './outer-states.ts';
import { wrapped } from './wrapped.ts';

/** Several arrows of a chart that are one line on its picture. */
export interface ArrowBundle {
  readonly from: string;
  readonly to: string;
  /** Places of the arrows in the chart's. */
  readonly arrows: readonly number[];
  /** What stands beside it; what begins further inside is told where it begins. */
  readonly lines: readonly ArrowLine[];
}

/** A line of the text beside it. */
export interface ArrowLine {
  readonly arrow: number;
  readonly text: string;
  readonly is_aside: boolean;
}

/** How the arrows of a chart are shown. */
export interface ArrangedArrows {
  /** As lines from state to state. */
  readonly drawn: readonly ArrowBundle[];
  /** As words in the box of their state: by its id, places in the chart's arrows. */
  readonly told: ReadonlyMap<string, readonly number[]>;
}

const WRAP = 24;
/** From so many states inside of a box arrows are told of by their names. */
const NAMED_SOURCES = 2;

/**
 * Which arrows of a chart are lines and which are words. Lines lead between states that lie side by side. An arrow from
 * deeper inside is told in the box that it begins in, and is part of the line between the boxes that it leads between;
 * what stays in its state, or leads inwards or outwards only, is told in its box alone.
 */
export function arrangedArrows({ states, arrows }: Pick<Statechart, 'states' | 'arrows'>): ArrangedArrows {
  const outer = outerStates(states);
  const bundles = new Map<string, Ends & { readonly places: number[] }>();
  const told = new Map<string, number[]>();
  arrows.forEach((arrow, place) => {
    const ends = endsOf(arrow, outer);
    if (ends?.from !== arrow.from) told.set(arrow.from, [...(told.get(arrow.from) ?? []), place]);
    if (ends === undefined) return;
    const key = JSON.stringify([ends.from, ends.to]);
    const bundle = bundles.get(key) ?? { ...ends, places: [] };
    bundles.set(key, bundle);
    bundle.places.push(place);
  });
  const names = new Map(states.map(({ id, name }) => [id, name]));
  const drawn = [...bundles.values()].map(({ from, to, places }) => {
    const bundled = places.flatMap((place) => {
      const arrow = arrows[place];
      return arrow === undefined ? [] : [{ place, ...arrow }];
    });
    return { from, to, arrows: places, lines: linesOf(bundled, { from, to, names }) };
  });
  return { drawn, told };
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** The outermost two boxes that an arrow leads between; undefined: it leads from a state to itself, or in or out of it. */
function endsOf({ from, to }: ChartArrow, outer: ReadonlyMap<string, readonly string[]>): Ends | undefined {
  const [tails, heads] = [
    [...(outer.get(from) ?? []), from],
    [...(outer.get(to) ?? []), to],
  ];
  const parting = tails.findIndex((state, depth) => state !== heads[depth]);
  const [tail, head] = [tails[parting], heads[parting]];
  return tail === undefined || head === undefined ? undefined : { from: tail, to: head };
}

/** What stands beside a line: the words of what begins at its tail, and the states inside from which others come. */
function linesOf(
  bundled: readonly (ChartArrow & { readonly place: number })[],
  { from, to, names }: Ends & { readonly names: ReadonlyMap<string, string> },
): ArrowLine[] {
  const own = bundled.filter((arrow) => arrow.from === from);
  const words = own.flatMap((arrow) => [
    ...lines(arrow.place, arrow.words, false),
    ...(arrow.guard === null ? [] : lines(arrow.place, `if ${arrow.guard}`, true)),
    ...(arrow.to === to ? [] : lines(arrow.place, `to ${names.get(arrow.to) ?? arrow.to}`, true)),
  ]);
  const inner = bundled.filter((arrow) => arrow.from !== from);
  const sources = [...new Set(inner.map((arrow) => names.get(arrow.from) ?? arrow.from))];
  const text = sources.length > NAMED_SOURCES ? `${sources.length} states` : sources.join(' and ');
  return [...words, ...inner.slice(0, 1).flatMap(({ place }) => lines(place, `from ${text}`, true))];
}

const lines = (arrow: number, text: string, isAside: boolean): ArrowLine[] =>
  wrapped(text, WRAP).map((line) => ({ arrow, text: line, is_aside: isAside }));
