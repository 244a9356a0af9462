import type { AnyStateMachine } from 'xstate';
import { chapter } from './chapter.ts';
import { chartGraph } from './chart-graph.ts';

/** The page of the manual on the statecharts: a diagram of each, and what every state means. */
export function manual(machines: readonly AnyStateMachine[]): string {
  const graphs = machines.map(chartGraph).toSorted((a, b) => a.name.localeCompare(b.name));
  return [HEAD, ...graphs.map((graph) => `## ${graph.name}\n\n${chapter(graph)}`)].join('\n');
}

const HEAD = `# Statecharts

Made from \`machines/\` by \`npm run docs\`; do not edit.
`;
