import type { ChartGraph, ChartState } from './chart-graph.ts';
import { mermaid } from './mermaid.ts';

/** A statechart in the manual: its diagram, and what every state means. */
export function chapter(graph: ChartGraph): string {
  const rows = graph.root.states.flatMap((state) => rowsOf(state, { graph, prefix: '' }));
  const table = ['| state | what it means | effects | stays on |', '|---|---|---|---|', ...rows].join('\n');
  return `${graph.description}\n\n\`\`\`mermaid\n${mermaid(graph)}\`\`\`\n\n${table}\n`;
}

function rowsOf(
  state: ChartState,
  { graph, prefix }: { readonly graph: ChartGraph; readonly prefix: string },
): string[] {
  const name = `${prefix}${state.name}`;
  const effects = state.effects.map((effect) => `\`${effect.name}\``);
  const stays = graph.arrows
    .filter(({ from, to }) => from === state.id && to === state.id)
    .map(({ event }) => `\`${event}\``);
  const cells = [
    `\`${name}\``,
    state.description.replaceAll('|', String.raw`\|`),
    effects.join(', '),
    [...new Set(stays)].join(', '),
  ];
  const inside = state.states.flatMap((child) => rowsOf(child, { graph, prefix: `${name}.` }));
  return [`| ${cells.join(' | ')} |`, ...inside];
}
