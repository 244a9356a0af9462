import type { FastifyInstance } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import type { Engine } from '../../actors/engine.ts';
import type { RolloutReads } from '../../store/read/rollouts.ts';
import { serve } from '../serve.ts';

/** A target of 20,000 host names fits. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** Rollouts: a release brought to machines, batch by batch. */
export function rolloutRoutes(app: FastifyInstance, rollouts: RolloutReads, engine: Pick<Engine, 'request'>): void {
  serve(app, 'listRollouts', ({ query }) => rollouts.list(query.status));
  serve(app, 'getRollout', ({ params }) => {
    const rollout = rollouts.get(params.id);
    if (rollout === undefined) throw new NotFound(`there is no rollout ${params.id}`);
    return rollout;
  });
  const create = 'createRollout';
  serve(app, create, ({ body }, actor) => engine.request(create, { rollout: body, actor }), { bodyLimit: BODY_LIMIT });
  serve(app, 'resumeRollout', ({ params }, actor) => engine.request('resumeRollout', { id: params.id, actor }));
  serve(app, 'cancelRollout', ({ params }, actor) => engine.request('cancelRollout', { id: params.id, actor }));
  serve(app, 'deleteRollout', ({ params }, actor) => engine.request('deleteRollout', { id: params.id, actor }));
}
