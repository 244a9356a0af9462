import type { FastifyInstance } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import type { Statechart } from '../../../machines/model/statechart.ts';
import { statecharts } from '../../draw/product-charts.ts';
import { chartDrawing } from '../../host/chart-drawing.ts';
import { serve } from '../http/serve.ts';

/** The statecharts of this version; each is made when it is first asked for. */
export function statechartRoutes(app: FastifyInstance): void {
  let charts: readonly Statechart[] | undefined;
  const drawn = new Map<string, Statechart>();
  const all = () => (charts ??= statecharts());
  serve(app, 'listStatecharts', () => all().map(({ name, description }) => ({ name, description })));
  serve(app, 'getStatechart', ({ params: { name } }) => {
    const chart = drawn.get(name) ?? all().find((one) => one.name === name);
    if (chart === undefined) {
      const names = all().map((one) => one.name);
      throw new NotFound(`there is no statechart ${name}: there are ${names.join(', ')}`);
    }
    const whole = { ...chart, drawing: chart.drawing ?? chartDrawing(name) ?? null };
    drawn.set(name, whole);
    return whole;
  });
}
