import { BadInput } from '../../machines/errors.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { suggestion } from '../line/nearest.ts';

/** The charts of this program. They take XState, which only who asks for them loads. */
export async function ownCharts(): Promise<Statechart[]> {
  const { statecharts } = await import('../../services/draw/product-charts.ts');
  return statecharts();
}

/** A chart of this program by its name, with its drawing. Throws `BadInput` with the names that there are. */
export async function ownChart(name: string): Promise<Statechart> {
  const charts = await ownCharts();
  const chart = charts.find((candidate) => candidate.name === name);
  if (chart === undefined) {
    const names = charts.map((candidate) => candidate.name);
    throw new BadInput(
      `no statechart is called ${name}; there are ${names.join(', ')}, and actors are asked for by their address, as ` +
        `rollout:r-7f3a${suggestion(name, names)}`,
    );
  }
  const { chartDrawing } = await import('../../services/host/chart-drawing.ts');
  return { ...chart, drawing: chartDrawing(name) ?? null };
}
