import type { Route } from './route.ts';

/** A key, and what it does. */
export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
}

/** What works on every page. */
export const EVERYWHERE: readonly KeyHelp[] = [
  { keys: ['?'], does: 'Shows these keys' },
  { keys: ['/'], does: 'To the search field of the page' },
  { keys: ['Tab'], does: 'To the next thing that can be operated' },
  { keys: ['Esc'], does: 'Closes a dialog, empties the search field' },
];

/** What works on the picture of a statechart. */
const CHART: readonly KeyHelp[] = [
  { keys: ['+', '-', '0'], does: 'On a statechart: enlarges, reduces, fits it' },
  { keys: ['←', '→', '↑', '↓'], does: 'On a statechart: moves it' },
];

const PAGES: Readonly<Partial<Record<Route['page'], readonly KeyHelp[]>>> = {
  fleet: [
    { keys: ['↑', '↓'], does: 'To the machine above or below' },
    { keys: ['←', '→'], does: 'To the tile beside, in the view of tiles' },
    { keys: ['Page ↑', 'Page ↓'], does: 'A screen up or down' },
    { keys: ['Home', 'End'], does: 'To the first or the last machine' },
    { keys: ['Enter'], does: 'Opens the machine' },
  ],
  rollout: [
    { keys: ['←', '→'], does: 'Among the marks of a batch: to the machine before or after' },
    { keys: ['Home', 'End'], does: 'Among the marks: to the first or the last machine' },
    { keys: ['Enter'], does: 'On a mark: shows what became of the machine' },
  ],
  actors: CHART,
  actor: [
    ...CHART,
    { keys: ['←', '→'], does: 'On the slider: a step back or on' },
    { keys: ['Home', 'End'], does: 'On the slider: to the first or the last step' },
  ],
  machine: [
    ...CHART,
    { keys: ['←', '→'], does: 'On the plot: to the result before or after' },
    { keys: ['↑', '↓'], does: 'On the plot: to the check above or below' },
  ],
};

/** The keys of one page beside those that work everywhere. */
export const keysOf = (page: Route['page']): readonly KeyHelp[] => PAGES[page] ?? [];
