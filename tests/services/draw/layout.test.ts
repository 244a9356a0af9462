import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChartDrawing, Statechart } from '../../../machines/model/statechart.ts';
import { ChartDrawing as ChartDrawingSchema } from '../../../machines/model/statechart.ts';
import { layout } from '../../../services/draw/layout.ts';
import { statechartNamed, statecharts } from '../../../services/draw/product-charts.ts';
import { outerStates } from '../../../services/draw/outer-states.ts';
import { svg } from '../../../services/draw/svg.ts';
import { Value } from 'typebox/value';
import { chartDrawing } from '../../../services/host/chart-drawing.ts';
import { aChart } from './some-charts.ts';
import { xmlFaults } from './xml-faults.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MARKUP = ['<', '>', '&', '"', "'", ']]>', '<script>', 'a', ' ', '\n', '\u0000', '\ud800', '\u202e'];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...MARKUP), maxLength: 60 }),
);

/** Charts of up to nine states in up to three levels, with any texts and with arrows from anywhere to anywhere. */
const anyChart: fc.Arbitrary<Statechart> = fc
  .tuple(
    fc.array(
      fc.record({ name: text, description: text, place: fc.nat(), isFirst: fc.boolean(), isParallel: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 9,
      },
    ),
    fc.array(fc.record({ from: fc.nat(), to: fc.nat(), words: text, guard: fc.option(text) }), { maxLength: 12 }),
    text,
  )
  .map(([states, arrows, description]) => {
    const ids = ['chart', ...states.map((_, index) => `s${index}`)];
    const parents = states.map(({ place }, index) => ids[place % (index + 1)] ?? 'chart');
    const firsts = new Set<string>();
    const placed = states.map(({ name, description: meaning, isFirst, isParallel }, index) => {
      const parent = parents[index] ?? 'chart';
      const isInitial = isFirst && !firsts.has(parent);
      if (isInitial) firsts.add(parent);
      const isOuter = parents.includes(`s${index}`);
      const kind = !isOuter ? 'atomic' : isParallel ? 'parallel' : 'compound';
      return { id: `s${index}`, name, parent, description: meaning, is_initial: isInitial, kind } as const;
    });
    const idAt = (number: number) => ids[number % ids.length] ?? 'chart';
    const ways = arrows.map(({ from, to, words, guard }) => ({
      from: idAt(from),
      to: idAt(to),
      event: '',
      words,
      guard,
    }));
    return aChart({ description, arrows: ways }, placed);
  });

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** What is wrong with where things are. */
function faultsOf(chart: Statechart, { states, arrows, starts, width, height }: ChartDrawing): string[] {
  const picture = { x: 0, y: 0, width, height };
  const boxes = new Map(states.map((box) => [box.id, box]));
  const outside = chart.states.flatMap(({ id, parent }) => {
    const [box, outer] = [boxes.get(id), parent === null ? picture : boxes.get(parent)];
    return box && outer && isInside(box, outer) ? [] : [`${id} is not in ${parent ?? 'the picture'}`];
  });
  const siblings = chart.states.flatMap(({ id, parent }, index) =>
    chart.states.slice(index + 1).flatMap((other) => {
      const [box, second] = [boxes.get(id), boxes.get(other.id)];
      return other.parent === parent && box && second && overlaps(box, second) ? [`${id} lies on ${other.id}`] : [];
    }),
  );
  const labels = arrows.flatMap(({ label }) =>
    label && !isInside(label, picture) ? [`${label.lines[0]?.text} is cut`] : [],
  );
  const lines = [...arrows, ...starts].flatMap(({ points }) =>
    points.length >= 2 && points.every((point) => isInside({ ...point, width: 0, height: 0 }, picture))
      ? []
      : ['a line is cut'],
  );
  return [...outside, ...siblings, ...labels, ...lines];
}

describe('the drawing of any chart', () => {
  test('has every state in its box, none on another, and nothing cut off; its picture is XML', async () => {
    const sound = fc.asyncProperty(anyChart, async (chart) => {
      const drawing = await layout(chart);
      expect(faultsOf(chart, drawing)).toEqual([]);
      const marks = { active: chart.states.map(({ id }) => id), taken: chart.arrows.map((_, index) => index) };
      expect(xmlFaults(svg(chart, drawing, marks))).toEqual([]);
    });
    await fc.assert(sound, { numRuns: 20 });
  }, 120_000);
});

describe.each(statecharts())('the drawing of $name', (chart) => {
  const drawing = chartDrawing(chart.name);

  test('has every state in its box, none on another, and every arrow as a line or in words', () => {
    expect(drawing && faultsOf(chart, drawing)).toEqual([]);
    const drawn = new Set(drawing?.arrows.flatMap(({ arrows }) => arrows));
    const inWords = chart.arrows.filter((_, place) => !drawn.has(place));
    const outer = outerStates(chart.states);
    const isNested = (inner: string, outside: string) => outer.get(inner)?.includes(outside) === true;
    expect(inWords.filter(({ from, to }) => from !== to && !isNested(to, from) && !isNested(from, to))).toEqual([]);
  });

  test('is what the wire takes', () => expect(Value.Check(ChartDrawingSchema, drawing)).toBe(true));
});

describe('a drawing', () => {
  test('is the same when it is made once more', async () => {
    const chart = statechartNamed('batch') ?? expect.fail('there is no such chart');
    expect(await layout(chart)).toEqual(await layout(chart));
  });
});
