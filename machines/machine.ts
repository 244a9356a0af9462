import { assign, enqueueActions, setup, stateIn } from 'xstate';
import type { FleetEmission } from './emissions.ts';
import type { Lifecycle } from './model/machine.ts';
import {
  type Desired,
  type DeployOrder,
  type Part,
  assignmentOf,
  desiredBy,
  hasSettled,
  owesAnother,
  partFor,
  revertOf,
  settlement,
} from './policy/part.ts';

/** What a new actor of a machine knows from its rows. */
export interface MachineInput {
  readonly machineId: string;
  readonly lifecycle: Lifecycle;
  readonly running: string | null;
  readonly desired: Desired | null;
}

interface MachineContext extends Omit<MachineInput, 'lifecycle'> {
  /** Where in its life the machine was when its actor was made; the state says where it is. */
  readonly beganAs: Lifecycle;
  /** Its part in the newest rollout that it was in. */
  readonly part: Part | null;
}

/** What a machine hears: from operators, from rollouts and batches, and as facts from its reports. */
export type MachineEvent =
  | { readonly type: 'provision' | 'activate' | 'maintain' | 'decommission' | 'reset' }
  | { readonly type: 'machine.seen' | 'check.failed' | 'check.passed' }
  | { readonly type: 'path.changed'; readonly path: string }
  | { readonly type: 'desire'; readonly path: string; readonly actor: string }
  | { readonly type: 'clear_desired' }
  | ({ readonly type: 'deploy' } & DeployOrder)
  | { readonly type: 'deploy.confirmed'; readonly assignment: string }
  | { readonly type: 'deploy.failed'; readonly assignment: string; readonly reason: string }
  | { readonly type: 'give_up'; readonly rollout: string; readonly reason: string }
  | { readonly type: 'revert'; readonly rollout: string }
  | { readonly type: 'stand_down'; readonly rollout: string };

/** The control plane's actor for one managed machine: where it is in its life, and what it should run. */
export const machineMachine = setup({
  types: {
    input: {} as MachineInput,
    context: {} as MachineContext,
    events: {} as MachineEvent,
    emitted: {} as FleetEmission,
  },
  guards: {
    beganAs: ({ context }, { lifecycle }: { lifecycle: Lifecycle }) => context.beganAs === lifecycle,
    isActive: stateIn({ lifecycle: 'active' }),
    hasSettledThis: ({ context, event }) => event.type === 'deploy' && hasSettled(context, event),
    hasOpenPart: ({ context }) => context.part?.verdict === 'open',
    isAskedAlready: ({ context, event }) =>
      event.type === 'desire' && context.part?.verdict === 'open' && event.path === context.part.wanted,
    isOpen: ({ context, event }) =>
      'assignment' in event && context.part?.verdict === 'open' && event.assignment === assignmentOf(context.part),
    isOpenIn: ({ context, event }) =>
      'rollout' in event && context.part?.verdict === 'open' && context.part.rollout === event.rollout,
    canRevert: ({ context, event }) => event.type === 'revert' && revertOf(context, event.rollout).can,
    hasDesired: ({ context }) => context.desired !== null,
    runsDesired: ({ context }) =>
      context.desired !== null && context.running === context.desired.path && context.part?.verdict !== 'open',
    reachesDesired: ({ context, event }) => event.type === 'path.changed' && event.path === context.desired?.path,
  },
  actions: {
    notePath: assign({
      running: ({ context, event }) => (event.type === 'path.changed' ? event.path : context.running),
    }),
    takePart: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy') return;
      const part = partFor(context, event);
      const { rollout: rolloutId, attempt, previous } = part;
      enqueue.assign({ part, desired: desiredBy(part) });
      enqueue.emit({ type: 'assigned', rolloutId, machineId: context.machineId, attempt, previous });
    }),
    stayOut: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy') return;
      const part = partFor(context, event);
      if (!owesAnother(context, event)) enqueue.assign({ part: { ...part, verdict: 'skipped' } });
      for (const emission of settlement(context.machineId, part, 'skipped', 'it is no longer active'))
        enqueue.emit(emission);
    }),
    answerAgain: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy' || context.part === null) return;
      const part = { ...context.part, attempt: event.attempt };
      enqueue.assign({ part });
      for (const emission of settlement(context.machineId, part, 'healthy', null)) enqueue.emit(emission);
    }),
    settleHealthy: enqueueActions(({ context, enqueue }) => {
      if (context.part === null) return;
      enqueue.assign({ part: { ...context.part, verdict: 'healthy' } });
      for (const emission of settlement(context.machineId, context.part, 'healthy', null)) enqueue.emit(emission);
    }),
    settleUnhealthy: enqueueActions(({ context, event, enqueue }) => {
      if (context.part === null) return;
      const reason = 'reason' in event ? event.reason : 'its desired path was changed outside of the rollout';
      enqueue.assign({ part: { ...context.part, verdict: 'unhealthy' } });
      for (const emission of settlement(context.machineId, context.part, 'unhealthy', reason)) enqueue.emit(emission);
    }),
    leaveToNewer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy' || context.part === null || !owesAnother(context, event)) return;
      for (const emission of settlement(context.machineId, context.part, 'superseded', 'a newer rollout has it')) {
        enqueue.emit(emission);
      }
    }),
    closePart: assign({ part: ({ context }) => context.part && { ...context.part, verdict: 'closed' as const } }),
    goBack: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'revert' || context.part?.previous == null) return;
      const part: Part = { ...context.part, batch: 'revert', wanted: context.part.previous, verdict: 'open' };
      const { rollout: rolloutId } = part;
      enqueue.assign({ part, desired: desiredBy(part) });
      enqueue.emit({ type: 'judged', rolloutId, machineId: context.machineId, verdict: 'reverting', reason: null });
    }),
    declineRevert: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'revert') return;
      const answer = revertOf(context, event.rollout);
      if (answer.can) return;
      const part = { rollout: event.rollout, batch: 'revert', attempt: 1 } as const;
      for (const emission of settlement(context.machineId, part, answer.outcome, answer.reason)) enqueue.emit(emission);
    }),
    desire: assign({
      desired: ({ context, event }) =>
        event.type === 'desire' ? { path: event.path, cacheUrl: null, assignment: null } : context.desired,
    }),
    clearDesired: assign({ desired: null }),
  },
}).createMachine({
  id: 'machine',
  description: 'One managed machine as the control plane sees it.',
  context: ({ input: { lifecycle, ...known } }) => ({ ...known, beganAs: lifecycle, part: null }),
  type: 'parallel',
  states: {
    lifecycle: {
      description: 'Where the machine is in its life; only active machines take part in rollouts.',
      initial: 'entering',
      states: {
        entering: {
          description: 'The actor is new: it goes on where the rows of the machine say.',
          always: [
            { guard: { type: 'beganAs', params: { lifecycle: 'pending' } }, target: 'pending' },
            { guard: { type: 'beganAs', params: { lifecycle: 'provisioning' } }, target: 'provisioning' },
            { guard: { type: 'beganAs', params: { lifecycle: 'maintenance' } }, target: 'maintenance' },
            { guard: { type: 'beganAs', params: { lifecycle: 'decommissioned' } }, target: 'decommissioned' },
            { target: 'active' },
          ],
        },
        pending: {
          description: 'Announced, not seen yet. The first report makes it active.',
          on: {
            'machine.seen': 'active',
            provision: 'provisioning',
            activate: 'active',
            decommission: 'decommissioned',
          },
        },
        provisioning: {
          description: 'Being installed. The first report makes it active.',
          on: { 'machine.seen': 'active', reset: 'pending', activate: 'active' },
        },
        active: {
          description: 'In service: rollouts may target it.',
          on: { maintain: 'maintenance', decommission: 'decommissioned' },
        },
        maintenance: {
          description: 'Taken out for a while: it reports as ever, and rollouts pass it by.',
          on: { activate: 'active', decommission: 'decommissioned' },
        },
        decommissioned: { description: 'Out of service for good.' },
      },
    },
    deployment: {
      description: 'What the machine should run, and whether it does.',
      initial: 'unknown',
      on: {
        'path.changed': { actions: 'notePath' },
        deploy: [
          { guard: 'hasSettledThis', actions: 'answerAgain' },
          { guard: 'isActive', target: '.pending_deploy', actions: ['leaveToNewer', 'takePart'] },
          { actions: 'stayOut' },
        ],
        revert: [{ guard: 'canRevert', target: '.pending_deploy', actions: 'goBack' }, { actions: 'declineRevert' }],
        stand_down: { guard: 'isOpenIn', actions: 'closePart' },
        desire: [
          { guard: 'isAskedAlready' },
          { guard: 'hasOpenPart', target: '.pending_deploy', actions: ['settleUnhealthy', 'desire'] },
          { target: '.pending_deploy', actions: 'desire' },
        ],
        clear_desired: [
          { guard: 'hasOpenPart', target: '.unknown', actions: ['settleUnhealthy', 'clearDesired'] },
          { target: '.unknown', actions: 'clearDesired' },
        ],
      },
      states: {
        unknown: {
          description: 'Nothing is desired.',
          always: { guard: 'hasDesired', target: 'pending_deploy' },
        },
        in_sync: {
          description: 'It runs what it should.',
          on: { 'path.changed': { target: 'pending_deploy', actions: 'notePath' } },
        },
        pending_deploy: {
          description: 'It was told what to run and has not yet proved that it does.',
          always: { guard: 'runsDesired', target: 'in_sync' },
          on: {
            'deploy.confirmed': { guard: 'isOpen', actions: 'settleHealthy' },
            'deploy.failed': { guard: 'isOpen', target: 'failed', actions: 'settleUnhealthy' },
            give_up: { guard: 'isOpenIn', target: 'failed', actions: 'settleUnhealthy' },
          },
        },
        failed: {
          description: 'It could not be brought to what it should run, or is not healthy there.',
          on: {
            'path.changed': [
              { guard: 'reachesDesired', target: 'pending_deploy', actions: 'notePath' },
              { actions: 'notePath' },
            ],
            'check.passed': { guard: 'runsDesired', target: 'in_sync' },
          },
        },
      },
    },
  },
});
