import type { FastifyInstance } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import type { Engine } from '../../actors/engine.ts';
import type { MachineReads } from '../../store/read/machines.ts';
import { serve } from '../serve.ts';

/** Machines: what agents ask and report, what operators see and set. */
export function machineRoutes(app: FastifyInstance, machines: MachineReads, engine: Pick<Engine, 'request'>): void {
  serve(app, 'listMachines', ({ query }) => machines.list(query.tag ?? [], Date.now()));
  serve(app, 'desiredGeneration', ({ params }) => {
    const desired = machines.desired(params.id);
    if (desired === undefined) throw new NotFound(`there is nothing that ${params.id} should run`);
    return desired;
  });
  serve(app, 'report', ({ params, body }) => engine.request('report', { machineId: params.id, report: body }));
  serve(app, 'registerMachine', ({ params, body }, actor) =>
    engine.request('register', { machineId: params.id, lifecycle: body.lifecycle, tags: body.tags, actor }),
  );
  serve(app, 'updateLifecycle', ({ params, body }, actor) =>
    engine.request('updateLifecycle', { machineId: params.id, lifecycle: body.lifecycle, actor }),
  );
  serve(app, 'notifyDeploy', ({ params, body }, actor) =>
    engine.request('notifyDeploy', { machineId: params.id, path: body.store_path, actor }),
  );
  serve(app, 'clearDesired', ({ params }, actor) => engine.request('clearDesired', { machineId: params.id, actor }));
}
