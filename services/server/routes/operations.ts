import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../../../machines/errors.ts';
import type { Engine } from '../../actors/engine.ts';
import type { FigureReads } from '../../store/read/figures.ts';
import { serve } from '../http/serve.ts';

/** Liveness and readiness. */
export function operationRoutes(
  app: FastifyInstance,
  engine: Pick<Engine, 'isReady'>,
  reads: Pick<FigureReads, 'look'>,
): void {
  serve(app, 'health', () => 'ok');
  serve(app, 'ready', () => {
    if (!engine.isReady()) throw new Unavailable('not ready: actors are being restored');
    // A disk that is full does not count: whatever only reads goes on, and no other instance could write either.
    try {
      reads.look();
    } catch (cause) {
      throw new Unavailable('not ready: the database cannot be read', {}, { cause });
    }
    return 'ok';
  });
}

/** What Prometheus reads. */
export function metricsRoute(app: FastifyInstance, metrics: { text(): Promise<string> }): void {
  serve(app, 'metrics', () => metrics.text());
}
