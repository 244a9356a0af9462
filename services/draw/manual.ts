import type { Statechart } from '../../machines/model/statechart.ts';
import { chapter } from './chapter.ts';

/** The page of the manual on the statecharts: a picture of each, what every state means, and every transition. */
export function manual(charts: readonly Statechart[]): string {
  const sorted = charts.toSorted((a, b) => a.name.localeCompare(b.name));
  return [HEAD, ...sorted.map((chart) => `## ${chart.name}\n\n${chapter(chart)}`)].join('\n');
}

const HEAD = `# Statecharts

Made from \`machines/\` by \`npm run docs\`; do not edit. How an actor of a chart stands right now is shown by
\`nixfleet statechart watch <address>\`, by \`nixfleet-agent --status\` on the machine itself, and on the web page.

In a picture a dot leads to the state that a box begins in; dashed boxes are active at the same time as those beside
them; what a state does by itself, and what it hears without leaving, stands in its box.
`;
