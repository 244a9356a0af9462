import { Type } from 'typebox';
import { CreatedRollout, CreateRollout, RolloutDetail, RolloutPlan } from '../../../machines/model/rollout.ts';
import { Why } from '../../../machines/model/why.ts';
import { ADMINS, DEPLOYERS, endpoint, Id, PAGE_QUERY, READERS } from './endpoint.ts';

/** Rollouts: a release brought to machines, batch by batch. */
export const rollouts = {
  listRollouts: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts',
    access: READERS,
    status: 200,
    query: Type.Object({ status: Type.Optional(Type.String()), ...PAGE_QUERY }),
    reply: Type.Array(RolloutDetail),
    paged: true,
    summary:
      'Rollouts, newest first, without their events; 100 unless `limit` says, at most 500; `status`: only those.',
  }),
  createRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts',
    access: DEPLOYERS,
    status: 201,
    once: true,
    body: CreateRollout,
    reply: CreatedRollout,
    summary: 'Plans a rollout and starts it.',
  }),
  planRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/plan',
    access: READERS,
    status: 200,
    body: CreateRollout,
    reply: RolloutPlan,
    summary: 'What a rollout would do, and what stands in its way: nothing is created.',
  }),
  getRollout: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts/:id',
    access: READERS,
    status: 200,
    params: Id,
    reply: RolloutDetail,
    summary: 'One rollout with its batches, machines and events, and who was left out.',
  }),
  whyRollout: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts/:id/why',
    access: READERS,
    status: 200,
    params: Id,
    query: Type.Object({ ...PAGE_QUERY }),
    reply: Type.Array(Why),
    paged: true,
    summary:
      'What each machine of a rollout waits for or why it ended so, by id; 100 unless `limit` says, at most 500.',
  }),
  whyMachine: endpoint({
    method: 'GET',
    path: '/api/v1/rollouts/:id/why/:machine_id',
    access: READERS,
    status: 200,
    params: Type.Object({ id: Type.String(), machine_id: Type.String() }),
    reply: Why,
    summary: 'What one machine of a rollout waits for, or why it ended as it did.',
  }),
  pauseRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/:id/pause',
    access: DEPLOYERS,
    status: 200,
    once: true,
    params: Id,
    summary: 'Pauses a running rollout: no batch begins before it is resumed; machines keep what they were told.',
  }),
  resumeRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/:id/resume',
    access: DEPLOYERS,
    status: 200,
    once: true,
    params: Id,
    summary: 'Resumes a paused rollout: a batch that has failed is tried again, one that is under way is waited for.',
  }),
  cancelRollout: endpoint({
    method: 'POST',
    path: '/api/v1/rollouts/:id/cancel',
    access: DEPLOYERS,
    status: 200,
    once: true,
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
