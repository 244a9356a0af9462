import { Type } from 'typebox';
import {
  DesiredGeneration,
  MachineStatus,
  RegisteredMachine,
  RegisterMachine,
  RetryAnswer,
  UpdateLifecycle,
} from '../../../machines/model/machine.ts';
import {
  AgentLogLine,
  MachineDetail,
  MachineReport,
  MachineTags,
  PinTags,
} from '../../../machines/model/machine-detail.ts';
import { SilentMachine } from '../../../machines/model/live-machine.ts';
import { Report } from '../../../machines/model/report.ts';
import { ADMINS, DEPLOYERS, endpoint, Id, PAGE_QUERY, READERS } from './endpoint.ts';

/** Machines: what agents ask and report, what operators see and set. */
export const machines = {
  listMachines: endpoint({
    method: 'GET',
    path: '/api/v1/machines',
    access: READERS,
    status: 200,
    query: Type.Object({
      tag: Type.Optional(Type.Array(Type.String())),
      lifecycle: Type.Optional(Type.String({ description: 'One of the five words.' })),
      ...PAGE_QUERY,
    }),
    reply: Type.Array(MachineStatus),
    paged: true,
    summary:
      'All machines, by id; with `tag` (repeatable) those that have every tag. In pages of at most 500 for who asks with `limit` or `after` (an id).',
  }),
  silentMachines: endpoint({
    method: 'GET',
    path: '/api/v1/silent-machines',
    access: READERS,
    status: 200,
    query: Type.Object({
      seconds: Type.Optional(
        Type.String({ description: 'Not heard of for so long: 1 to 2678400 (31 days); 600 unless told.' }),
      ),
    }),
    reply: Type.Array(SilentMachine),
    summary:
      'Machines in service that have not been heard of for a while, or never, by id; none that are decommissioned.',
  }),
  getMachine: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id',
    access: READERS,
    status: 200,
    params: Id,
    reply: MachineDetail,
    summary: 'One machine with its history: newest reports and health, parts in rollouts, state of its actor.',
  }),
  machineReports: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id/reports',
    access: READERS,
    status: 200,
    params: Id,
    query: Type.Object(PAGE_QUERY),
    reply: Type.Array(MachineReport),
    paged: true,
    summary:
      'The reports of a machine with their health blocks, newest first; also of one that was deleted. `limit` 100 unless told, at most 500.',
  }),
  machineLogs: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id/logs',
    access: READERS,
    status: 200,
    params: Id,
    query: Type.Object(PAGE_QUERY),
    reply: Type.Array(AgentLogLine),
    paged: true,
    summary:
      'What the commands of an agent printed, last line first (`attempt` and `n` tell the order); `limit` 100 unless told, at most 500.',
  }),
  pinTags: endpoint({
    method: 'PUT',
    path: '/api/v1/machines/:id/tags',
    access: ADMINS,
    status: 200,
    params: Id,
    body: PinTags,
    reply: MachineTags,
    summary: 'Sets the pinned tags of a machine, which no report changes; an empty list pins nothing.',
  }),
  deleteMachine: endpoint({
    method: 'DELETE',
    path: '/api/v1/machines/:id',
    access: ADMINS,
    status: 204,
    params: Id,
    summary: 'Deletes a machine, which no rollout waits for then; an agent that goes on to report registers it anew.',
  }),
  registerMachine: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/register',
    access: ADMINS,
    status: 201,
    once: true,
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
    once: true,
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
  retryMachine: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/retry',
    access: DEPLOYERS,
    status: 200,
    params: Id,
    reply: RetryAnswer,
    summary:
      'Tells the agent over its link to try what is desired again although it has failed; 409 when nothing is desired.',
  }),
};
