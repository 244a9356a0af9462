import { assign, emit, enqueueActions, setup } from 'xstate';
import { type FleetEmission, recall, tell } from './emissions.ts';
import { batchFailed, batchStarted, batchSucceeded } from './policy/batch-announcements.ts';
import { tallied, emptyTally, judged, type Tally, type Tolerance } from './policy/tally.ts';
import { ports } from './ports.ts';

/** What a new batch's actor knows from its rows. */
export interface BatchInput extends Tolerance {
  readonly rollout: string;
  readonly index: number;
  readonly size: number;
  readonly healthTimeoutMs: number;
  readonly cacheUrl: string | null;
}

interface BatchContext extends Omit<BatchInput, 'size'> {
  readonly tally: Tally;
  /** Counts the tries: a resume begins a new one, and only its verdicts count. */
  readonly attempt: number;
  /** When the silent ones are given up, ms since the epoch. */
  readonly deadline: number;
}

/** What a batch hears: from its rollout, from its machines, from the shard. `now` is when. */
export type BatchEvent =
  | { readonly type: 'start'; readonly now: number }
  | { readonly type: 'stop' }
  | { readonly type: 'members.told' }
  | {
      readonly type: 'machine.settled';
      readonly outcome: 'healthy' | 'unhealthy' | 'skipped' | 'superseded';
      readonly attempt: number;
    }
  | { readonly type: 'mail.returned' };

/** The control plane's actor for one batch of a rollout: sets its machines going and counts how they end. */
export const batchMachine = setup({
  types: {
    input: {} as BatchInput,
    context: {} as BatchContext,
    events: {} as BatchEvent,
    emitted: {} as FleetEmission,
  },
  actors: ports('sleepUntil'),
  guards: {
    isOfThisAttempt: ({ context, event }) => event.type === 'machine.settled' && event.attempt === context.attempt,
    hasSucceeded: ({ context }) => judged(context.tally, context) === 'succeeded',
    hasFailed: ({ context }) => judged(context.tally, context) === 'failed',
  },
  actions: {
    beginAttempt: assign({
      attempt: ({ context }) => context.attempt + 1,
      tally: ({ context }) => emptyTally(context.tally.size),
      deadline: ({ context, event }) =>
        event.type === 'start' ? event.now + context.healthTimeoutMs : context.deadline,
    }),
    announceStart: enqueueActions(({ context, enqueue }) =>
      batchStarted(context).forEach((said) => enqueue.emit(said)),
    ),
    tellMembers: emit(({ context: { rollout, index, attempt, cacheUrl } }) =>
      tell(`batch-members:${rollout}:${index}`, { type: 'deploy', rollout, batch: index, attempt, cacheUrl }),
    ),
    tellNoMore: emit(({ context: { rollout, index } }) => recall(`batch:${rollout}:${index}`, 'deploy')),
    askToBeTold: emit(({ context: { rollout, index } }) => tell(`batch:${rollout}:${index}`, { type: 'members.told' })),
    giveUpOnSilent: emit(({ context: { rollout, index, healthTimeoutMs } }) =>
      tell(`batch-members:${rollout}:${index}`, {
        type: 'give_up',
        rollout,
        reason: `no healthy report within ${healthTimeoutMs / 1000} s`,
      }),
    ),
    countOutcome: assign({
      tally: ({ context, event }) =>
        event.type === 'machine.settled' ? tallied(context.tally, event.outcome) : context.tally,
    }),
    /** Mail that a machine cannot take counts against it; twice for one machine errs on the safe side. */
    countReturned: assign({ tally: ({ context }) => tallied(context.tally, 'unhealthy') }),
    announceSuccess: enqueueActions(({ context, enqueue }) =>
      batchSucceeded(context).forEach((said) => enqueue.emit(said)),
    ),
    announceFailure: enqueueActions(({ context, enqueue }) =>
      batchFailed(context).forEach((said) => enqueue.emit(said)),
    ),
  },
}).createMachine({
  id: 'batch',
  description: 'One batch of a rollout.',
  context: ({ input: { size, ...order } }) => ({ ...order, tally: emptyTally(size), attempt: 0, deadline: 0 }),
  initial: 'pending',
  states: {
    pending: {
      description: 'Planned; an earlier batch has to succeed first.',
      on: { start: 'active', stop: 'stopped' },
    },
    active: {
      description: 'Its machines were told what to run and are waited for, until the health time-out.',
      entry: ['beginAttempt', 'announceStart', 'tellMembers', 'askToBeTold'],
      initial: 'deploying',
      on: {
        'machine.settled': { guard: 'isOfThisAttempt', actions: 'countOutcome' },
        'mail.returned': { actions: 'countReturned' },
        stop: 'stopped',
      },
      always: [
        { guard: 'hasFailed', target: 'failed' },
        { guard: 'hasSucceeded', target: 'succeeded' },
      ],
      states: {
        deploying: {
          description: 'Targets are being set; machines fetch, switch and report.',
          invoke: {
            id: 'deadline',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: 'giving_up',
            onError: { target: 'deploying', reenter: true },
          },
          on: { 'members.told': 'waiting_health' },
        },
        waiting_health: {
          description: 'Every machine knows its target; healthy reports on it are waited for.',
          invoke: {
            id: 'deadline',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: 'giving_up',
            onError: { target: 'waiting_health', reenter: true },
          },
        },
        giving_up: {
          description:
            'The health time-out has passed: machines that have not proved to be healthy count as unhealthy.',
          meta: { wire: 'waiting_health' },
          entry: 'giveUpOnSilent',
        },
      },
    },
    succeeded: {
      description: 'Enough of its machines are healthy on their targets.',
      entry: 'announceSuccess',
    },
    failed: {
      description: 'More of its machines are unhealthy than tolerated. A resumed rollout tries it again.',
      entry: ['tellNoMore', 'announceFailure'],
      on: { start: 'active' },
    },
    stopped: {
      description: 'The rollout was cancelled; machines keep what they were told.',
      meta: { wire: 'pending' },
    },
  },
});
