import { assign, emit, enqueueActions, setup } from 'xstate';
import { type FleetEmission, happened, recall, tell } from './emissions.ts';
import type { OnFailure, RolloutPhase, Strategy } from './model/rollout.ts';
import { counted } from './policy/counted.ts';
import { statusChanged } from './policy/rollout-announcements.ts';
import { ports } from './ports.ts';

/** What a new rollout's actor knows from its rows. */
export interface RolloutInput {
  readonly id: string;
  readonly strategy: Strategy;
  readonly onFailure: OnFailure;
  readonly healthTimeoutMs: number;
  /** Machines per batch, in order. */
  readonly sizes: readonly number[];
  readonly createdBy: string;
}

interface RolloutContext extends RolloutInput {
  /** The batch at hand. */
  readonly current: number;
  /** Why it is paused or has failed, for people. */
  readonly reason: string | null;
  readonly phase: RolloutPhase | null;
  /** Machines that have answered the order to go back, and how many of them did. */
  readonly answered: number;
  readonly reverted: number;
  /** When machines that have not gone back are given up, ms since the epoch. */
  readonly deadline: number;
}

/** What a rollout hears: from operators, from its batches, from machines that go back. `now` is when. */
export type RolloutEvent =
  | { readonly type: 'start' }
  | { readonly type: 'batch.succeeded'; readonly index: number }
  | {
      readonly type: 'batch.failed';
      readonly index: number;
      readonly unhealthy: number;
      readonly size: number;
      readonly now: number;
    }
  | { readonly type: 'machine.reverted'; readonly outcome: 'healthy' | 'unhealthy' | 'skipped' | 'superseded' }
  | { readonly type: 'mail.returned' }
  | { readonly type: 'resume'; readonly actor: string }
  | { readonly type: 'cancel'; readonly actor: string };

/** The control plane's actor for one rollout: one batch after another, stopped by the first that fails. */
export const rolloutMachine = setup({
  types: {
    input: {} as RolloutInput,
    context: {} as RolloutContext,
    events: {} as RolloutEvent,
    emitted: {} as FleetEmission,
  },
  actors: ports('sleepUntil'),
  guards: {
    isCurrent: ({ context, event }) => 'index' in event && event.index === context.current,
    wasLast: ({ context, event }) =>
      'index' in event && event.index === context.current && event.index + 1 === context.sizes.length,
    failsToRevert: ({ context, event }) =>
      'index' in event && event.index === context.current && context.onFailure === 'revert',
    allAnswered: ({ context }) => context.answered >= touched(context),
  },
  actions: {
    announceStart: enqueueActions(({ context: { id, strategy, createdBy, sizes }, enqueue }) =>
      statusChanged({
        rollout: id,
        from: 'created',
        to: 'running',
        actor: createdBy,
        message: `the rollout starts: ${counted(sizes.length, 'batch', 'batches')}`,
        detail: { strategy },
      }).forEach((said) => enqueue.emit(said)),
    ),
    startBatch: emit(({ context: { id, current } }) => tell(`batch:${id}:${current}`, { type: 'start' })),
    goOn: assign({ current: ({ context }) => context.current + 1 }),
    noteFailure: assign({
      reason: ({ context, event }) =>
        event.type === 'batch.failed'
          ? `batch ${event.index + 1} failed: ${event.unhealthy} of ${event.size} machines unhealthy`
          : context.reason,
      deadline: ({ context, event }) =>
        event.type === 'batch.failed' ? event.now + context.healthTimeoutMs : context.deadline,
    }),
    noteReturned: assign({ reason: ({ context }) => `batch ${context.current + 1} could not be started` }),
    forgetFailure: assign({ reason: null }),
    announceCompletion: enqueueActions(({ context: { id }, enqueue }) =>
      statusChanged({
        rollout: id,
        from: 'running',
        to: 'completed',
        message: 'the rollout is complete',
        action: 'rollout.completed',
      }).forEach((said) => enqueue.emit(said)),
    ),
    announcePause: enqueueActions(({ context: { id, reason }, enqueue }) =>
      statusChanged({
        rollout: id,
        from: 'running',
        to: 'paused',
        message: `the rollout is paused: ${reason}`,
        action: 'rollout.paused',
        detail: { reason: 'batch failure' },
      }).forEach((said) => enqueue.emit(said)),
    ),
    announceResume: enqueueActions(({ context: { id }, event, enqueue }) => {
      if (event.type !== 'resume') return;
      const { actor } = event;
      const message = `the rollout is resumed by ${actor}`;
      statusChanged({ rollout: id, from: 'paused', to: 'running', actor, message }).forEach((said) =>
        enqueue.emit(said),
      );
    }),
    announceRevert: enqueueActions(({ context, enqueue }) => {
      statusChanged({
        rollout: context.id,
        from: 'running',
        to: 'failed',
        message: `the rollout has failed and takes back what it did: ${context.reason}`,
        action: 'rollout.failed',
        detail: { reason: 'batch failure + revert' },
      }).forEach((said) => enqueue.emit(said));
      enqueue.emit(
        happened({
          name: 'revert_started',
          rolloutId: context.id,
          message: `taking back what it did on ${counted(touched(context), 'machine')}`,
          detail: { machines: touched(context) },
        }),
      );
    }),
    tellTouched: emit(({ context: { id, current } }) =>
      tell(`rollout-touched:${id}:${current}`, { type: 'revert', rollout: id }),
    ),
    giveUpOnSilent: emit(({ context: { id, current, healthTimeoutMs } }) =>
      tell(`rollout-touched:${id}:${current}`, {
        type: 'give_up',
        rollout: id,
        reason: `no healthy report within ${healthTimeoutMs / 1000} s`,
      }),
    ),
    countReverted: assign({
      answered: ({ context }) => context.answered + 1,
      reverted: ({ context, event }) =>
        context.reverted + (event.type === 'machine.reverted' && event.outcome !== 'unhealthy' ? 1 : 0),
    }),
    settlePhase: assign({
      phase: ({ context }) => (context.reverted >= touched(context) ? 'reverted' : 'revert_incomplete'),
    }),
    announceReverted: emit(({ context }) =>
      happened({
        name: 'revert_completed',
        rolloutId: context.id,
        message: `${context.reverted} of ${counted(touched(context), 'machine')} back on what they ran before`,
        detail: { phase: context.phase, reverted: context.reverted, machines: touched(context) },
      }),
    ),
    announceCancel: enqueueActions(({ context: { id }, event, enqueue }, { from }: { from: string }) => {
      if (event.type !== 'cancel') return;
      const { actor } = event;
      const message = `the rollout is cancelled by ${actor}`;
      statusChanged({ rollout: id, from, to: 'cancelled', actor, message }).forEach((said) => enqueue.emit(said));
    }),
    stopAll: enqueueActions(({ context: { id, current }, enqueue }) => {
      enqueue.emit(recall(`rollout:${id}`, 'start'));
      enqueue.emit(recall(`batch:${id}:${current}`, 'deploy'));
      enqueue.emit(tell(`batch:${id}:${current}`, { type: 'stop' }));
      enqueue.emit(tell(`rollout-touched:${id}:${current}`, { type: 'stand_down', rollout: id }));
    }),
  },
}).createMachine({
  id: 'rollout',
  description: 'One rollout of a release.',
  context: ({ input }) => ({ ...input, current: 0, reason: null, phase: null, answered: 0, reverted: 0, deadline: 0 }),
  initial: 'created',
  states: {
    created: {
      description: 'Planned and stored; its machines are claimed.',
      on: {
        start: { target: 'running', actions: 'announceStart' },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'created' } } },
      },
    },
    running: {
      description: 'One batch after another; the next starts when the one before has succeeded.',
      entry: 'startBatch',
      on: {
        'batch.succeeded': [
          { guard: 'wasLast', target: 'completed' },
          { guard: 'isCurrent', target: 'running', reenter: true, actions: 'goOn' },
        ],
        'batch.failed': [
          { guard: 'failsToRevert', target: 'reverting', actions: 'noteFailure' },
          { guard: 'isCurrent', target: 'paused', actions: 'noteFailure' },
        ],
        'mail.returned': { target: 'paused', actions: 'noteReturned' },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'running' } } },
      },
    },
    paused: {
      description: 'A batch has failed; an operator resumes or cancels. Machines keep what they were told.',
      entry: 'announcePause',
      on: {
        resume: { target: 'running', actions: ['announceResume', 'forgetFailure'] },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'paused' } } },
      },
    },
    reverting: {
      description: 'A batch has failed; every machine that was touched goes back to what it ran before.',
      meta: { wire: 'failed', phase: 'reverting' },
      entry: ['announceRevert', 'tellTouched'],
      initial: 'waiting',
      on: {
        'machine.reverted': { actions: 'countReverted' },
        'mail.returned': { actions: 'countReverted' },
      },
      always: { guard: 'allAnswered', target: 'failed', actions: ['settlePhase', 'announceReverted'] },
      states: {
        waiting: {
          description: 'Healthy reports on the former paths are waited for.',
          invoke: {
            id: 'deadline',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: 'giving_up',
            onError: { target: 'waiting', reenter: true },
          },
        },
        giving_up: {
          description: 'The health time-out has passed: machines that have not gone back count as not reverted.',
          entry: 'giveUpOnSilent',
        },
      },
    },
    completed: { description: 'Every batch has succeeded.', entry: 'announceCompletion' },
    failed: { description: 'It has failed, and what could be taken back was.' },
    cancelled: { description: 'An operator ended it; machines keep what they were told.', entry: 'stopAll' },
  },
});

const touched = ({ sizes, current }: RolloutContext): number =>
  sizes.slice(0, current + 1).reduce((sum, size) => sum + size, 0);
