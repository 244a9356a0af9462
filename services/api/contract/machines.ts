import { Type } from 'typebox';
import {
  DesiredGeneration,
  MachineStatus,
  RegisteredMachine,
  RegisterMachine,
  UpdateLifecycle,
} from '../../../machines/model/machine.ts';
import { Report } from '../../../machines/model/report.ts';
import { ADMINS, DEPLOYERS, endpoint, Id, READERS } from './endpoint.ts';

/** Machines: what agents ask and report, what operators see and set. */
export const machines = {
  listMachines: endpoint({
    method: 'GET',
    path: '/api/v1/machines',
    access: READERS,
    status: 200,
    query: Type.Object({ tag: Type.Optional(Type.Array(Type.String())) }),
    reply: Type.Array(MachineStatus),
    summary: 'All machines, by id; with `tag` (repeatable) those that have every tag.',
  }),
  registerMachine: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/register',
    access: ADMINS,
    status: 201,
    params: Id,
    body: RegisterMachine,
    reply: RegisteredMachine,
    summary: 'Registers a machine before its agent first reports, or sets its declared tags.',
  }),
  updateLifecycle: endpoint({
    method: 'PATCH',
    path: '/api/v1/machines/:id/lifecycle',
    access: ADMINS,
    status: 200,
    params: Id,
    body: UpdateLifecycle,
    summary: 'Moves a machine to another state of its life; 409 where no way leads there.',
  }),
  desiredGeneration: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id/desired-generation',
    access: 'agent',
    status: 200,
    params: Id,
    reply: DesiredGeneration,
    summary: 'What this machine should run; 404 when there is nothing to do.',
  }),
  report: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/report',
    access: 'agent',
    status: 200,
    params: Id,
    body: Report,
    summary: "An agent's report; an answered 200 means that it is on disk.",
  }),
  notifyDeploy: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/notify-deploy',
    access: DEPLOYERS,
    status: 200,
    params: Id,
    body: Type.Object({ store_path: Type.String({ maxBytes: 512 }) }),
    summary: 'Sets the desired path after a deploy outside of a rollout.',
  }),
  clearDesired: endpoint({
    method: 'DELETE',
    path: '/api/v1/machines/:id/desired-generation',
    access: ADMINS,
    status: 204,
    params: Id,
    summary: 'Forgets what the machine should run.',
  }),
};
