import type { ChartState, Statechart } from '../../machines/model/statechart.ts';
import { stateNames } from './state-names.ts';

/** A statechart in the manual: its picture, what every state means, and every way from state to state. */
export function chapter(chart: Statechart): string {
  const names = stateNames(chart);
  const picture = `[![The statechart of ${chart.name}](${pictureFile(chart.name)})](${pictureFile(chart.name)})`;
  // What holds everywhere is told in a row of the chart itself.
  const told = chart.states.filter(({ id, parent }) => parent !== null || chart.arrows.some(({ from }) => from === id));
  const states = told.map((state) => stateRow(state, { chart, name: names.get(state.id) ?? '' }));
  const ways = chart.arrows
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, words, guard }) => [
      code(names.get(from)),
      words,
      guard === null ? '' : code(guard),
      code(names.get(to)),
    ]);
  const meanings = table(['state', 'what it means', 'effects', 'stays on'], states);
  const transitions = table(['from', 'when', 'if', 'to'], ways);
  return [chart.description, picture, meanings, transitions].join('\n\n') + '\n';
}

/** Where the picture of a statechart is, from the pages of the manual. */
export const pictureFile = (name: string): string => `images/statecharts/${name}.svg`;

function stateRow(
  { id, description, effects }: ChartState,
  { chart, name }: { readonly chart: Statechart; readonly name: string },
): string[] {
  const does = effects.map((effect) => code(effect.name));
  const stays = chart.arrows.filter(({ from, to }) => from === id && to === id).map(({ words }) => code(words));
  return [code(name), description, does.join(', '), [...new Set(stays)].join(', ')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

const code = (text = ''): string => `\`${text.replaceAll('`', "'")}\``;
