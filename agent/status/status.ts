import { BadConfig } from '../../machines/errors.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { actorChart } from '../../services/draw/actor-chart.ts';
import type { ChartFormat } from '../../services/draw/chart-formats.ts';
import { stepTable } from '../../services/draw/step-table.ts';
import { chartDrawing } from '../../services/host/chart-drawing.ts';
import { printable } from '../../services/host/printable.ts';
import { createSystem } from '../../services/host/system.ts';
import { agentSight } from '../../services/store/agent-sight.ts';
import type { Places } from '../config.ts';
import { agentActor, agentChart } from './agent-actor.ts';
import type { StatusOrder } from './status-order.ts';
import { statusText } from './status-text.ts';

/** What `--status` prints once; it asks nobody but the machine. Throws `BadConfig`. */
export async function status(order: Exclude<StatusOrder, { shows: 'watch' }>, places: Places): Promise<string> {
  switch (order.shows) {
    case 'status':
      return wholeStatus(places);
    case 'chart':
      return markedChart(order.format, places);
    case 'replay':
      return allSteps(places);
  }
}

async function wholeStatus({ root, dbPath }: Places): Promise<string> {
  const chart = agentChart();
  const sight = agentSight(dbPath);
  const system = createSystem(root);
  const actor = agentActor(sight, chart);
  return statusText({
    sight,
    running: await system.running(),
    profile: await system.profile(),
    needsReboot: await system.needsReboot(),
    inside: actor === undefined ? undefined : { actor, chart },
    now: Date.now(),
  });
}

/** The chart with the states that the agent is in, and what led there. */
function markedChart(format: ChartFormat, { dbPath }: Places): string {
  const chart: Statechart = { ...agentChart(), drawing: chartDrawing('agent') ?? null };
  return actorChart(actorThere(dbPath, chart, 1), chart, format);
}

function allSteps({ dbPath }: Places): string {
  const chart = agentChart();
  const { history } = actorThere(dbPath, chart, ALL);
  if (history.length === 0) return 'No step is kept: an agent of this version has not run here yet.\n';
  return `${stepTable(history.toReversed(), { chart, printable }).join('\n')}\n`;
}

/** More than an agent keeps. */
const ALL = 1_000_000;

function actorThere(dbPath: string, chart: Statechart, steps: number): ActorDetail {
  const actor = agentActor(agentSight(dbPath, { steps }), chart);
  if (actor !== undefined) return actor;
  throw new BadConfig(`the agent has never stored a state in ${dbPath}: it has not run here yet`, { dbPath });
}
