import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../../../machines/errors.ts';
import type { Engine } from '../../actors/engine.ts';
import { serve } from '../serve.ts';

/** Liveness, readiness, and the first key. */
export function operationRoutes(app: FastifyInstance, engine: Pick<Engine, 'request' | 'isReady'>): void {
  serve(app, 'health', () => 'ok');
  serve(app, 'ready', () => {
    if (!engine.isReady()) throw new Unavailable('not ready: actors are being restored');
    return 'ok';
  });
  serve(app, 'bootstrap', ({ body }) => engine.request('bootstrap', { name: body.name || 'admin' }));
}
