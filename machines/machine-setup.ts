import { assign, enqueueActions, setup, stateIn } from 'xstate';
import type { FleetEmission } from './emissions.ts';
import type { Lifecycle } from './model/machine.ts';
import {
  type Desired,
  type DeployOrder,
  type GiveUp,
  type Heard,
  type Part,
  type RevertOrder,
  assignmentOf,
  desiredBy,
  hasSettled,
  isGivenUp,
  isOpenInBatch,
  isUnheardOf,
  owesAnother,
  partBack,
  partFor,
  revertOf,
  strays,
} from './policy/part.ts';
import { goingBack, settlement, soaking, soakingAnew, told } from './policy/settlement.ts';
import { soakAt } from './policy/soak.ts';

/** What a new actor of a machine knows from its rows. */
export interface MachineInput {
  readonly machineId: string;
  readonly lifecycle: Lifecycle;
  readonly running: string | null;
  readonly desired: Desired | null;
}

/** What a machine's actor knows. */
export interface MachineContext extends Omit<MachineInput, 'lifecycle'>, Heard {
  /** Where in its life the machine was when its actor was made; the state says where it is. */
  readonly beganAs: Lifecycle;
  /** Its part in the newest rollout that told it what to run. */
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
  | { readonly type: 'deploy.confirmed'; readonly assignment: string; readonly now: number }
  | { readonly type: 'deploy.failed'; readonly assignment: string; readonly reason: string }
  | ({ readonly type: 'give_up'; readonly reason: string } & GiveUp)
  | { readonly type: 'remove' }
  | ({ readonly type: 'revert' } & RevertOrder)
  | { readonly type: 'stand_down'; readonly rollout: string };

/** The words of a machine's chart: what it hears, asks and does. */
export const machineSetup = setup({
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
    isWaitedFor: ({ context }) => isOpenInBatch(context),
    isAskedAlready: ({ context, event }) =>
      event.type === 'desire' && context.part?.verdict === 'open' && event.path === context.part.wanted,
    isOpen: ({ context, event }) =>
      'assignment' in event && context.part?.verdict === 'open' && event.assignment === assignmentOf(context.part),
    isOpenIn: ({ context, event }) =>
      'rollout' in event && context.part?.verdict === 'open' && context.part.rollout === event.rollout,
    beginsToSoak: ({ context, event }) => soakIn(context, event) === 'begins',
    soaks: ({ context, event }) => soakIn(context, event) === 'under_way',
    strays: ({ context, event }) => event.type === 'path.changed' && strays(context, event.path),
    canRevert: ({ context, event }) => event.type === 'revert' && revertOf(context, event).can,
    isGivenUp: ({ context, event }) => event.type === 'give_up' && isGivenUp(context, event),
    isUnheardOf: ({ context, event }) => event.type === 'give_up' && isUnheardOf(context, event),
    hasDesired: ({ context }) => context.desired !== null,
    runsDesired: ({ context }) =>
      context.desired !== null && context.running === context.desired.path && context.part?.verdict !== 'open',
    reachesDesired: ({ context, event }) => event.type === 'path.changed' && event.path === context.desired?.path,
  },
  actions: {
    notePath: assign({
      running: ({ context, event }) => (event.type === 'path.changed' ? event.path : context.running),
    }),
    noteOrder: assign(({ event }) => {
      if (event.type === 'revert') return { lastRevert: event.rollout };
      if (event.type !== 'deploy' && event.type !== 'give_up') return {};
      const { rollout, batch = 'revert', attempt = 0 } = event;
      return batch === 'revert' ? { lastRevert: rollout } : { lastOrder: assignmentOf({ rollout, batch, attempt }) };
    }),
    takePart: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy') return;
      const part = partFor(context, event);
      enqueue.assign({ part, desired: desiredBy(part) });
      told({ ...part, machineId: context.machineId }).forEach((said) => enqueue.emit(said));
    }),
    /** What it was told before, by whomever, it is still to be taken back from. */
    stayOut: enqueueActions(({ context: { machineId }, event, enqueue }) => {
      if (event.type !== 'deploy') return;
      const { rollout, batch, attempt } = event;
      const said = { machineId, rollout, batch, attempt };
      settlement(said, 'skipped', 'it is no longer active').forEach((emission) => enqueue.emit(emission));
    }),
    /** Who gives up on it waits for an answer, though the order was lost on its way. */
    answerForLost: enqueueActions(({ context: { machineId }, event, enqueue }) => {
      if (event.type !== 'give_up') return;
      const { rollout, batch = 'revert', attempt = 1 } = event;
      const said = { machineId, rollout, batch, attempt };
      settlement(said, 'unhealthy', 'its order did not reach it in time').forEach((emission) => enqueue.emit(emission));
    }),
    answerAgain: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy' || context.part === null) return;
      const part = { ...context.part, attempt: event.attempt, soaksSince: null };
      enqueue.assign({ part });
      const said = { ...part, machineId: context.machineId };
      settlement(said, 'healthy', null).forEach((emission) => enqueue.emit(emission));
    }),
    beginSoak: enqueueActions(({ context: { machineId, part }, event, enqueue }) => {
      if (part === null || event.type !== 'deploy.confirmed') return;
      enqueue.assign({ part: { ...part, soaksSince: event.now } });
      const said = part.soaksSince === null ? soaking({ ...part, machineId }) : soakingAnew({ ...part, machineId });
      said.forEach((emission) => enqueue.emit(emission));
    }),
    settleHealthy: enqueueActions(({ context: { machineId, part }, enqueue }) => {
      if (part === null) return;
      enqueue.assign({ part: { ...part, verdict: 'healthy' } });
      enqueue.emit({ type: 'path_proved', machineId, path: part.wanted });
      settlement({ ...part, machineId }, 'healthy', null).forEach((said) => enqueue.emit(said));
    }),
    settleUnhealthy: enqueueActions(({ context: { machineId, part }, enqueue }, { reason }: { reason: string }) => {
      if (part === null) return;
      enqueue.assign({ part: { ...part, verdict: 'unhealthy' } });
      settlement({ ...part, machineId }, 'unhealthy', reason).forEach((said) => enqueue.emit(said));
    }),
    /** Somebody else says what it runs: to its batch that is a failure, a rollout that takes back leaves it to them. */
    settleChanged: enqueueActions(({ context: { machineId, part }, enqueue }) => {
      if (part === null) return;
      const outcome = part.batch === 'revert' ? ('superseded' as const) : ('unhealthy' as const);
      enqueue.assign({ part: { ...part, verdict: outcome === 'unhealthy' ? outcome : ('closed' as const) } });
      const reason = 'its desired path was changed outside of the rollout';
      settlement({ ...part, machineId }, outcome, reason).forEach((said) => enqueue.emit(said));
    }),
    blamePath: enqueueActions(({ context: { machineId, part }, enqueue }, { reason }: { reason: string }) => {
      if (part === null || part.batch === 'revert') return;
      enqueue.emit({ type: 'path_failed', machineId, path: part.wanted, rolloutId: part.rollout, reason });
    }),
    clearPath: enqueueActions(({ context: { machineId, running }, enqueue }) => {
      if (running !== null) enqueue.emit({ type: 'path_proved', machineId, path: running });
    }),
    excuse: enqueueActions(({ context: { machineId, part }, enqueue }, { reason }: { reason: string }) => {
      if (part === null) return;
      enqueue.assign({ part: { ...part, verdict: 'closed' } });
      settlement({ ...part, machineId }, 'skipped', reason).forEach((said) => enqueue.emit(said));
    }),
    leaveToNewer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'deploy' || context.part === null || !owesAnother(context, event)) return;
      const said = { ...context.part, machineId: context.machineId };
      settlement(said, 'superseded', 'a newer rollout has it').forEach((emission) => enqueue.emit(emission));
    }),
    closePart: assign({ part: ({ context }) => context.part && { ...context.part, verdict: 'closed' as const } }),
    goBack: enqueueActions(({ context, enqueue }) => {
      const part = partBack(context);
      if (part === undefined) return;
      enqueue.assign({ part, desired: desiredBy(part) });
      goingBack({ ...part, machineId: context.machineId }).forEach((said) => enqueue.emit(said));
    }),
    declineRevert: enqueueActions(({ context: { machineId, part, desired }, event, enqueue }) => {
      if (event.type !== 'revert') return;
      const answer = revertOf({ part, desired }, event);
      if (answer.can) return;
      if (part?.rollout === event.rollout && part.verdict === 'open')
        enqueue.assign({ part: { ...part, verdict: 'closed' } });
      const said = { machineId, rollout: event.rollout, batch: 'revert', attempt: part?.attempt ?? 1 } as const;
      settlement(said, answer.outcome, answer.reason).forEach((emission) => enqueue.emit(emission));
    }),
    desire: assign({
      desired: ({ context, event }) =>
        event.type === 'desire' ? { path: event.path, cacheUrl: null, assignment: null } : context.desired,
    }),
    clearDesired: assign({ desired: null }),
  },
});

/** What proof of an open part means for its soak time. */
function soakIn({ part }: MachineContext, event: MachineEvent): ReturnType<typeof soakAt> | undefined {
  if (event.type !== 'deploy.confirmed' || part?.verdict !== 'open') return undefined;
  return event.assignment === assignmentOf(part) ? soakAt(part, event.now) : undefined;
}
