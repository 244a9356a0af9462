import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import type { ChartFormat } from './chart-formats.ts';
import { chartText } from './chart-text.ts';
import { takenArrows } from './taken-arrows.ts';

/** The chart that an actor runs with its states and the way that it took last marked; as JSON both as they are. Throws as `chartText`. */
export function actorChart(actor: ActorDetail, chart: Statechart, format: ChartFormat): string {
  if (format === 'json') return `${JSON.stringify({ actor, statechart: chart }, undefined, 2)}\n`;
  const [last] = actor.history;
  const taken = last === undefined ? [] : takenArrows(chart, last);
  return chartText(chart, format, { active: actor.active, taken });
}
