import type { AnyStateMachine } from 'xstate';
import { chapter } from './chapter.ts';
import { chartGraph } from './chart-graph.ts';

/**
 * A page of the manual with its statecharts as they are now: each stands between `<!-- chart: rollout -->` and
 * `<!-- end of chart -->`, the rest is written by hand and is left alone. Throws for a chart that is not there.
 */
export function filledPage(page: string, machines: readonly AnyStateMachine[]): string {
  return page.replaceAll(PLACE, (_, name: string) => {
    const machine = machines.find(({ id }) => id === name);
    if (machine === undefined) throw new Error(`no statechart is called ${name}`);
    return `<!-- chart: ${name} -->\n${IGNORE_START}\n\n${chapter(chartGraph(machine))}\n${IGNORE_END}\n${END}`;
  });
}

const END = '<!-- end of chart -->';
const PLACE = new RegExp(`<!-- chart: (\\w+) -->[^]*?${END}`, 'g');

/** What the formatter must not touch, because it would format tables in another way. */
const [IGNORE_START, IGNORE_END] = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'];
