import type { Statechart } from '../../machines/model/statechart.ts';
import { chapter } from './chapter.ts';

/**
 * A page of the manual with its statecharts as they are now: each stands between `<!-- chart: rollout -->` and
 * `<!-- end of chart -->`, the rest is written by hand and is left alone. Throws for a chart that is not there.
 */
export function filledPage(page: string, charts: readonly Statechart[]): string {
  return page.replaceAll(PLACE, (_, name: string) => {
    const chart = charts.find((candidate) => candidate.name === name);
    if (chart === undefined) throw new Error(`no statechart is called ${name}`);
    return `<!-- chart: ${name} -->\n${IGNORE_START}\n\n${chapter(chart)}\n${IGNORE_END}\n${END}`;
  });
}

const END = '<!-- end of chart -->';
const PLACE = new RegExp(`<!-- chart: (\\w+) -->[^]*?${END}`, 'g');

/** What the formatter must not touch, because it would format tables in another way. */
const [IGNORE_START, IGNORE_END] = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'];
