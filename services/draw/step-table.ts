import type { Transition } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { eventDetail } from './event-detail.ts';
import { stateNames } from './state-names.ts';
import { utcSecond } from './utc-second.ts';
import { eventWords } from './words.ts';

/** What a table of steps needs beside them. */
export interface StepTableOptions {
  readonly chart: Pick<Statechart, 'states'>;
  /** Makes a text from outside harmless for what it is shown on. */
  readonly printable: (text: string) => string;
}

/** Steps as lines with aligned columns, in the order given: when, what happened, from where to where, what was said. */
export function stepTable(steps: readonly Transition[], { chart, printable }: StepTableOptions): string[] {
  const names = stateNames(chart);
  const rows = steps.map((step) =>
    [utcSecond(step.at), eventWords(step.event), wayOf(step, names), eventDetail(step.detail)].map(printable),
  );
  const widths = [0, 1, 2].map((column) =>
    Math.min(WIDEST, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One long name may not push everybody's last column out of the window. */
const WIDEST = 44;

/** Where a step led, in names: `created -> running`; the step that an actor begins with has only where it is. */
export function wayOf(
  { taken, active }: Pick<Transition, 'taken' | 'active'>,
  names: ReadonlyMap<string, string>,
): string {
  const nameOf = (id: string) => names.get(id) ?? id;
  if (taken.length === 0) return `in ${nameOf(active.at(-1) ?? '?')}`;
  return taken
    .map(({ from, to }) =>
      to.length === 1 && to[0] === from
        ? `${nameOf(from)} again`
        : `${nameOf(from)} -> ${to.map(nameOf).join(' and ')}`,
    )
    .join(', ');
}
