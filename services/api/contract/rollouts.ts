import { Type } from 'typebox';
import { CreatedRollout, CreateRollout, RolloutDetail } from '../../../machines/model/rollout.ts';
import { ADMINS, DEPLOYERS, endpoint, Id, READERS } from './endpoint.ts';

/** Rollouts: a release brought to machines, batch by batch. */
export const rollouts = {
  listRollouts: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts',
    access: READERS,
    status: 200,
    query: Type.Object({ status: Type.Optional(Type.String()) }),
    reply: Type.Array(RolloutDetail),
    summary: 'The newest 100 rollouts, without their events; `status`: only those.',
  }),
  createRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts',
    access: DEPLOYERS,
    status: 201,
    body: CreateRollout,
    reply: CreatedRollout,
    summary: 'Plans a rollout and starts it.',
  }),
  getRollout: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts/:id',
    access: READERS,
    status: 200,
    params: Id,
    reply: RolloutDetail,
    summary: 'One rollout with its batches, machines and events.',
  }),
  resumeRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/:id/resume',
    access: DEPLOYERS,
    status: 200,
    params: Id,
    summary: 'Resumes a paused rollout: what is not settled healthy is tried again.',
  }),
  cancelRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/:id/cancel',
    access: DEPLOYERS,
    status: 200,
    params: Id,
    summary: 'Cancels a rollout; machines keep what they have.',
  }),
  deleteRollout: endpoint({
    method: 'DELETE',
    path: '/api/v1/rollouts/:id',
    access: ADMINS,
    status: 204,
    params: Id,
    summary: 'Deletes a rollout that has ended, with its history.',
  }),
};
