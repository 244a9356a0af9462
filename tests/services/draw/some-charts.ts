import type { ChartArrow, ChartState, Statechart } from '../../../machines/model/statechart.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { lightMachine } from './light.ts';

const RIGHT_TO_LEFT = '\u202egnp.exe \u05e9\u05dc\u05d5\u05dd';

/** A state of a chart that is called `chart`. */
export const aState = (state: Partial<ChartState>): ChartState => ({
  id: 'chart',
  name: 'chart',
  parent: 'chart',
  kind: 'atomic',
  description: '',
  is_initial: false,
  effects: [],
  ...state,
});

/** An arrow from `a` to `b`. */
export const anArrow = (arrow: Partial<ChartArrow>): ChartArrow => ({
  from: 'a',
  to: 'b',
  event: 'go',
  words: 'go',
  guard: null,
  ...arrow,
});

/** A chart with these states in it. */
export const aChart = (chart: Partial<Statechart>, states: readonly Partial<ChartState>[]): Statechart => ({
  name: 'chart',
  description: 'A chart.',
  arrows: [],
  ...chart,
  states: [aState({ kind: 'compound', parent: null }), ...states.map(aState)],
});

const side = { kind: 'compound' } as const;

/** Small charts, each with something that a picture has to show. */
export const SOME_CHARTS: readonly Statechart[] = [
  {
    name: 'atomic',
    description: 'Nothing ever happens.',
    states: [aState({ parent: null, name: 'atomic' })],
    arrows: [],
  },
  statechartOf(lightMachine),
  aChart({ name: 'final', arrows: [anArrow({}), anArrow({ words: 'stop', guard: 'mayStop' })] }, [
    { id: 'a', name: 'a', is_initial: true, effects: [{ id: 'timer', name: 'sleepUntil' }] },
    { id: 'b', name: 'b', kind: 'final' },
  ]),
  {
    name: 'parallel',
    description: 'Both at once.',
    states: [
      aState({ kind: 'parallel', parent: null }),
      aState({ ...side, id: 'left', name: 'left' }),
      aState({ ...side, id: 'right', name: 'right' }),
      aState({ id: 'left__a', name: 'a', parent: 'left', is_initial: true }),
      aState({ id: 'right__b', name: 'b', parent: 'right', is_initial: true }),
    ],
    arrows: [
      anArrow({ from: 'left', to: 'right__b', words: 'across' }),
      anArrow({ from: 'left__a', to: 'left', words: 'up' }),
    ],
  },
  aChart(
    {
      name: 'self',
      arrows: [anArrow({ to: 'a', words: 'again', guard: 'mayTry' }), anArrow({ from: 'chart', to: 'a' })],
    },
    [{ id: 'a', name: 'a', is_initial: true }],
  ),
  aChart(
    {
      name: '<script>alert(1)</script>',
      description: `"quoted" & 'quoted' </title><script>alert(2)</script>\u0000\ud800`,
      arrows: [
        anArrow({ words: '<img src=x onerror=alert(3)>', guard: `"><script>alert(4)</script>` }),
        anArrow({ from: 'b', to: 'a', words: 'long'.repeat(60) }),
        anArrow({ from: 'b', to: 'b', words: RIGHT_TO_LEFT }),
      ],
    },
    [
      { id: 'a', name: '</text><script>alert(5)</script>', description: ']]>\n--> &amp;', is_initial: true },
      { id: 'b', name: `${RIGHT_TO_LEFT}${'very long '.repeat(40)}` },
    ],
  ),
];
