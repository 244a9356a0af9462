import type { FastifyInstance } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import type { CreateRollout } from '../../../machines/model/rollout.ts';
import type { Engine } from '../../actors/engine.ts';
import type { Reads } from '../../store/read/reads.ts';
import { pageAsked } from '../http/paging.ts';
import { oneAtATime } from '../http/one-at-a-time.ts';
import { serve } from '../http/serve.ts';

/** What is read of rollouts. */
type RolloutRouteReads = Pick<Reads, 'rollouts' | 'why'>;

/** A target of 20,000 host names fits. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** Rollouts: a release brought to machines, batch by batch. */
export function rolloutRoutes(app: FastifyInstance, reads: RolloutRouteReads, engine: Pick<Engine, 'request'>): void {
  const { rollouts } = reads;
  serve(app, 'listRollouts', ({ query: { status, ...page } }) => rollouts.list({ status, ...pageAsked(page) }));
  serve(app, 'getRollout', ({ params }) => {
    const rollout = rollouts.get(params.id);
    if (rollout === undefined) throw new NotFound(`there is no rollout ${params.id}`);
    return rollout;
  });
  whyRoutes(app, reads);
  const create = 'createRollout';
  serve(app, create, ({ body }, actor, once) => once(engine).request(create, { rollout: body, actor }), {
    bodyLimit: BODY_LIMIT,
  });
  // A plan of 20,000 machines takes the engine a tenth of a second, and everybody may ask for as many as they like.
  const plan = oneAtATime((rollout: CreateRollout) => engine.request('planRollout', { rollout }));
  serve(app, 'planRollout', ({ body }) => plan(body), { bodyLimit: BODY_LIMIT });
  serve(app, 'pauseRollout', ({ params }, actor, once) =>
    once(engine).request('pauseRollout', { id: params.id, actor }),
  );
  serve(app, 'resumeRollout', ({ params }, actor, once) =>
    once(engine).request('resumeRollout', { id: params.id, actor }),
  );
  serve(app, 'cancelRollout', ({ params }, actor, once) =>
    once(engine).request('cancelRollout', { id: params.id, actor }),
  );
  serve(app, 'deleteRollout', ({ params }, actor) => engine.request('deleteRollout', { id: params.id, actor }));
}

function whyRoutes(app: FastifyInstance, { rollouts, why }: RolloutRouteReads): void {
  serve(app, 'whyRollout', ({ params: { id }, query }) => {
    const page = why.all(id, pageAsked(query), Date.now());
    if (page === undefined) throw new NotFound(`there is no rollout ${id}`);
    return page;
  });
  serve(app, 'whyMachine', ({ params: { id, machine_id } }) => {
    const found = why.one(id, machine_id, Date.now());
    if (found !== undefined) return found;
    const hasRollout = rollouts.standing(id) !== undefined;
    throw new NotFound(hasRollout ? `rollout ${id} does not have ${machine_id}` : `there is no rollout ${id}`);
  });
}
