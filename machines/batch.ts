import { assign, emit, enqueueActions, setup } from 'xstate';
import { type FleetEmission, recall, tell } from './emissions.ts';
import {
  batchFailed,
  batchSoaks,
  batchStarted,
  batchStopped,
  batchSucceeded,
  batchTimedOut,
  batchWaits,
} from './policy/batch-announcements.ts';
import { isReturned, type ReturnedMail } from './policy/returned-mail.ts';
import { unreachable } from './policy/settlement.ts';
import {
  emptyTally,
  type Ending,
  isSoaking,
  judged,
  type Tally,
  tallied,
  talliedFor,
  type Tolerance,
} from './policy/tally.ts';
import { ports } from './ports.ts';

/** What a new batch's actor knows from its rows. */
export interface BatchInput extends Tolerance {
  readonly rollout: string;
  readonly index: number;
  readonly size: number;
  readonly healthTimeoutMs: number;
  /** How long machines have to stay healthy; 0: they need not. */
  readonly soakMs: number;
  readonly cacheUrl: string | null;
}

interface BatchContext extends Omit<BatchInput, 'size'> {
  readonly tally: Tally;
  /** Counts the tries: a resume begins a new one, and only its verdicts count. */
  readonly attempt: number;
  /** The last order of the rollout to begin; it may come again. */
  readonly order: number;
  /** When the silent ones are given up, ms since the epoch. */
  readonly deadline: number;
  /** The first few that are not healthy, by name. */
  readonly failing: readonly string[];
  readonly isOverdue: boolean;
}

/** What a batch hears: from its rollout, from its machines, from the shard. `now` is when. */
export type BatchEvent =
  /** Without an order: mail that waited while the program was replaced. */
  | { readonly type: 'start'; readonly order?: number; readonly now: number }
  | { readonly type: 'stop' | 'overdue' }
  /** Without a try: mail that waited while the program was replaced. */
  | { readonly type: 'members.told'; readonly attempt?: number; readonly now: number }
  | { readonly type: 'machine.soaking'; readonly attempt: number; readonly now: number }
  | {
      readonly type: 'machine.settled';
      readonly outcome: Ending;
      readonly attempt: number;
      readonly now: number;
      readonly machineId?: string;
      readonly hasSoaked?: boolean;
    }
  | { readonly type: 'members.gone'; readonly count: number; readonly attempt: number; readonly now: number }
  | ReturnedMail;

/** So many machines are named when a batch fails. */
const NAMED = 5;

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
    isOfThisAttempt: ({ context, event }) => 'attempt' in event && event.attempt === context.attempt,
    isNewOrder: ({ context, event }) =>
      event.type === 'start' && (event.order === undefined || event.order > context.order),
    areTold: ({ context, event }) =>
      event.type === 'members.told' && (event.attempt ?? context.attempt) === context.attempt,
    isLostOrder: ({ context, event }) => isReturned(event, 'deploy', context.attempt),
    isLostWord: ({ context, event }) => isReturned(event, 'give_up', context.attempt),
    isSoaking: ({ context }) => isSoaking(context.tally),
    hasSucceeded: ({ context }) => judged(context.tally, context) === 'succeeded',
    hasFailed: ({ context }) => judged(context.tally, context) === 'failed',
  },
  actions: {
    beginAttempt: assign({
      attempt: ({ context }) => context.attempt + 1,
      order: ({ context, event }) => (event.type === 'start' && event.order) || context.order,
      tally: ({ context }) => emptyTally(context.tally.size),
      failing: [],
      isOverdue: false,
      deadline: ({ context: { healthTimeoutMs, soakMs, deadline }, event }) =>
        event.type === 'start' ? event.now + healthTimeoutMs + soakMs : deadline,
    }),
    announceStart: enqueueActions(({ context, enqueue }) =>
      batchStarted(context).forEach((said) => enqueue.emit(said)),
    ),
    tellMembers: emit(({ context: { rollout, index, attempt, cacheUrl, soakMs } }) =>
      tell(`batch-members:${rollout}:${index}`, { type: 'deploy', rollout, batch: index, attempt, cacheUrl, soakMs }),
    ),
    tellNoMore: emit(({ context: { rollout, index } }) => recall(`batch:${rollout}:${index}`, 'deploy')),
    askToBeTold: emit(({ context: { rollout, index, attempt } }) =>
      tell(`batch:${rollout}:${index}`, { type: 'members.told', attempt }),
    ),
    announceWaiting: emit(({ context }) => batchWaits(context)),
    announceSoak: emit(({ context }) => batchSoaks(context)),
    /** Who was healthy last has the whole soak time ahead, and as long as ever to report after it. */
    extendForSoak: assign({
      deadline: ({ context: { healthTimeoutMs, soakMs, deadline }, event }) =>
        'now' in event ? Math.max(deadline, event.now + soakMs + healthTimeoutMs) : deadline,
    }),
    announceTimeout: emit(({ context }) => batchTimedOut(context)),
    giveUpOnSilent: emit(({ context: { rollout, index, attempt, healthTimeoutMs } }) =>
      tell(`batch-unsettled:${rollout}:${index}`, {
        type: 'give_up',
        rollout,
        batch: index,
        attempt,
        reason: `no healthy report within ${healthTimeoutMs / 1000} s`,
      }),
    ),
    countSoaking: assign({ tally: ({ context: { tally } }) => ({ ...tally, soaking: tally.soaking + 1 }) }),
    countOutcome: assign(({ context: { tally, failing }, event }) => {
      if (event.type !== 'machine.settled') return {};
      const { outcome, machineId, hasSoaked = false } = event;
      const isNew = outcome === 'unhealthy' && machineId !== undefined && failing.length < NAMED;
      return { tally: tallied(tally, outcome, hasSoaked), failing: isNew ? [...failing, machineId] : failing };
    }),
    countGone: assign({
      tally: ({ context: { tally }, event }) =>
        event.type === 'members.gone' ? talliedFor(tally, 'skipped', event.count) : tally,
    }),
    /** The actor of a machine that cannot take its mail has no verdict of its own. */
    countReturned: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'mail.returned') return;
      enqueue.assign({ tally: talliedFor(context.tally, 'unhealthy', 1) });
      const { rollout, index: batch, attempt } = context;
      unreachable({ rollout, batch, attempt }, event.from).forEach((said) => enqueue.emit(said));
    }),
    noteOverdue: assign({ isOverdue: true }),
    announceSuccess: enqueueActions(({ context, enqueue }) =>
      batchSucceeded(context).forEach((said) => enqueue.emit(said)),
    ),
    tellSuccessAgain: emit(({ context: { rollout, index } }) =>
      tell(`rollout:${rollout}`, { type: 'batch.succeeded', index }),
    ),
    announceFailure: enqueueActions(({ context, enqueue }) =>
      batchFailed(context).forEach((said) => enqueue.emit(said)),
    ),
    announceStop: emit(({ context }) => batchStopped(context)),
  },
}).createMachine({
  id: 'batch',
  description: 'One batch of a rollout.',
  context: ({ input: { size, ...order } }) => ({
    ...order,
    tally: emptyTally(size),
    attempt: 0,
    order: 0,
    deadline: 0,
    failing: [],
    isOverdue: false,
  }),
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
        'machine.soaking': { guard: 'isOfThisAttempt', actions: 'countSoaking' },
        'machine.settled': { guard: 'isOfThisAttempt', actions: 'countOutcome' },
        'members.gone': { guard: 'isOfThisAttempt', actions: 'countGone' },
        'mail.returned': { guard: 'isLostOrder', actions: 'countReturned' },
        overdue: { target: 'failed', actions: 'noteOverdue' },
        stop: { target: 'stopped', actions: 'announceStop' },
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
          on: { 'members.told': { guard: 'areTold', target: 'waiting_health', actions: 'announceWaiting' } },
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
          always: { guard: 'isSoaking', target: 'soaking', actions: ['extendForSoak', 'announceSoak'] },
        },
        soaking: {
          description:
            'Every machine that is left is healthy; a healthy report after its soak time, and none that fails until then, settles it.',
          meta: { wire: 'waiting_health' },
          invoke: {
            id: 'deadline',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: 'giving_up',
            onError: { target: 'soaking', reenter: true },
          },
        },
        giving_up: {
          description:
            'The health time-out has passed: machines that have not proved to be healthy count as unhealthy.',
          meta: { wire: 'waiting_health' },
          entry: ['announceTimeout', 'giveUpOnSilent'],
          on: {
            'mail.returned': [
              { guard: 'isLostWord', actions: 'countReturned' },
              // Who did not get its order is given up too, and counts when that is answered.
              { guard: 'isLostOrder' },
            ],
          },
        },
      },
    },
    succeeded: {
      description: 'Enough of its machines are healthy on their targets.',
      entry: 'announceSuccess',
      on: { start: { actions: 'tellSuccessAgain' } },
    },
    failed: {
      description:
        'More of its machines are unhealthy than tolerated, or the rollout had no more time. A resumed rollout tries it again.',
      entry: ['tellNoMore', 'announceFailure'],
      on: { start: { guard: 'isNewOrder', target: 'active' } },
    },
    stopped: {
      description: 'The rollout was cancelled; machines keep what they were told. The wire keeps the word that it had.',
    },
  },
});
