import { assign, emit, enqueueActions, setup } from 'xstate';
import { type FleetEmission, recall, tell } from './emissions.ts';
import type { OnFailure, RolloutPhase, Strategy } from './model/rollout.ts';
import { counted } from './policy/counted.ts';
import { failedWhilePaused, pausedBy, succeededWhilePaused } from './policy/pause-reason.ts';
import {
  type Cause,
  paused,
  revertEnded,
  revertStarted,
  revertStep,
  statusChanged,
} from './policy/rollout-announcements.ts';
import { isReturned, type ReturnedMail } from './policy/returned-mail.ts';
import { unreachable } from './policy/settlement.ts';
import type { Ending } from './policy/tally.ts';
import { allowedFailures } from './policy/threshold.ts';
import { ports } from './ports.ts';

/** What a new rollout's actor knows from its rows. */
export interface RolloutInput {
  readonly id: string;
  readonly strategy: Strategy;
  readonly onFailure: OnFailure;
  readonly failureThreshold: string;
  readonly healthTimeoutMs: number;
  /** How long it may take from its start, and anew from each resume; null: for ever. */
  readonly progressMs: number | null;
  /** Machines per batch, in order. */
  readonly sizes: readonly number[];
  readonly createdBy: string;
}

/** What a rollout's actor knows. */
export interface RolloutContext extends RolloutInput {
  /** The batch at hand; while it takes back, the last that had begun. */
  readonly current: number;
  /** Why it is paused or has failed, for people, and in one of v0.1.1's words. */
  readonly reason: string | null;
  readonly cause: Cause;
  readonly phase: RolloutPhase | null;
  /** When it has to be complete, ms since the epoch. */
  readonly progressDeadline: number;
  /** Counts its orders to begin a batch: one that comes again means nothing to the batch. */
  readonly order: number;
  /** The batch that goes back, and how many of its machines have to answer. */
  readonly step: number;
  readonly due: number;
  /** Machines of it that have answered the order to go back, and those that could not. */
  readonly answered: number;
  readonly stuck: number;
  /** Machines of all batches that went back, or had nothing to take back. */
  readonly reverted: number;
  /** The batch whose failure is taken back; null: all that had begun were well. */
  readonly failed: number | null;
  /** When machines that have not gone back are given up, ms since the epoch. */
  readonly deadline: number;
}

/** What a rollout hears: from operators, from its batches, from machines that go back. `now` is when. */
export type RolloutEvent =
  | { readonly type: 'start'; readonly now: number }
  | { readonly type: 'batch.succeeded'; readonly index: number; readonly now: number }
  | {
      readonly type: 'batch.failed';
      readonly index: number;
      readonly unhealthy: number;
      readonly size: number;
      readonly now: number;
      /** Absent in mail that waited while the program was replaced. */
      readonly reason?: string;
      readonly isOverdue?: boolean;
    }
  | { readonly type: 'machine.reverted'; readonly outcome: Ending; readonly now: number }
  | { readonly type: 'members.gone'; readonly count: number; readonly now: number }
  | ReturnedMail
  | { readonly type: 'pause' | 'resume'; readonly actor: string; readonly now: number }
  | { readonly type: 'cancel'; readonly actor: string; readonly supersededBy?: string };

/** What a batch says of how it ended. */
type BatchNews = Extract<RolloutEvent, { readonly index: number }>;

/** The words of a rollout's chart: what it hears, asks and does. */
export const rolloutSetup = setup({
  types: {
    input: {} as RolloutInput,
    context: {} as RolloutContext,
    events: {} as RolloutEvent,
    emitted: {} as FleetEmission,
  },
  actors: ports('sleepUntil'),
  guards: {
    isCurrent: ({ context, event }) => isCurrent(context, event),
    wasLast: ({ context, event }) => isCurrent(context, event) && event.index + 1 === context.sizes.length,
    isLate: ({ context, event }) => isCurrent(context, event) && isLate(context, event.now),
    isLateAndReverts: ({ context, event }) =>
      isCurrent(context, event) && isLate(context, event.now) && reverts(context),
    failsToRevert: ({ context, event }) => isCurrent(context, event) && reverts(context),
    hasDeadline: ({ context }) => context.progressMs !== null,
    couldNotStart: ({ context: { id, current }, event }) =>
      event.type === 'mail.returned' && event.from === `batch:${id}:${current}`,
    isLostOrder: ({ event }) => isReturned(event, 'revert'),
    isLostWord: ({ event }) => isReturned(event, 'give_up'),
    doesHarm: ({ context }) => doesHarm(context),
    hasMoreToRevert: ({ context }) => context.step > 0,
    hasReverted: ({ context }) => context.answered >= context.due,
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
    setDeadline: assign({
      progressDeadline: ({ context: { progressMs }, event }) => ('now' in event ? event.now + (progressMs ?? 0) : 0),
    }),
    orderBatch: assign({ order: ({ context }) => context.order + 1 }),
    startBatch: emit(({ context: { id, current, order } }) => tell(`batch:${id}:${current}`, { type: 'start', order })),
    /** Who has not begun does not begin; a resume orders it again. */
    takeBackStart: emit(({ context: { id } }) => recall(`rollout:${id}`, 'start')),
    stopBatch: emit(({ context: { id, current } }) => tell(`batch:${id}:${current}`, { type: 'overdue' })),
    goOn: assign({ current: ({ context }) => context.current + 1, order: ({ context }) => context.order + 1 }),
    notePause: assign(({ event }) =>
      event.type === 'pause' ? { reason: pausedBy(event.actor), cause: 'operator' as const } : {},
    ),
    noteSuccess: assign({ reason: ({ context }) => succeededWhilePaused(context) }),
    noteFailure: assign(({ context, event }) => {
      if (event.type !== 'batch.failed') return {};
      const { index, unhealthy, size, reason, isOverdue = false } = event;
      return {
        reason: failedWhilePaused(
          context.reason,
          reason ?? `batch ${index + 1} failed: ${unhealthy} of ${counted(size, 'machine')} unhealthy`,
        ),
        cause: isOverdue || isLate(context, event.now) ? ('progress deadline' as const) : ('batch failure' as const),
        failed: index,
      };
    }),
    noteLate: assign(({ context: { current, sizes, progressMs } }) => ({
      reason: `it was to be complete within ${(progressMs ?? 0) / 1000} s, and ${current + 1} of ${counted(sizes.length, 'batch', 'batches')} had succeeded`,
      cause: 'progress deadline' as const,
      failed: null,
    })),
    noteReturned: assign({
      reason: ({ context }) => failedWhilePaused(context.reason, `batch ${context.current + 1} could not be started`),
      cause: 'batch failure',
    }),
    forgetFailure: assign({ reason: null, failed: null }),
    announceCompletion: enqueueActions(({ context: { id }, enqueue }) =>
      statusChanged({
        rollout: id,
        from: 'running',
        to: 'completed',
        message: 'the rollout is complete',
        action: 'rollout.completed',
      }).forEach((said) => enqueue.emit(said)),
    ),
    announcePause: enqueueActions(({ context: { id, cause, reason }, event, enqueue }) => {
      const by = event.type === 'pause' ? event.actor : undefined;
      paused(id, cause, { reason, by }).forEach((said) => enqueue.emit(said));
    }),
    announceResume: enqueueActions(({ context: { id }, event, enqueue }) => {
      if (event.type !== 'resume') return;
      const { actor } = event;
      const message = `the rollout is resumed by ${actor}`;
      statusChanged({ rollout: id, from: 'paused', to: 'running', actor, message }).forEach((said) =>
        enqueue.emit(said),
      );
    }),
    announceRevert: enqueueActions(({ context, enqueue }) =>
      revertStarted(context.id, context.cause, { machines: touched(context), reason: context.reason }).forEach((said) =>
        enqueue.emit(said),
      ),
    ),
    /** The newest batch goes back first: if one has failed, its machines need it most and have the least to lose. */
    beginRevert: assign(({ context }) => ({ ...stepAt(context, context.current), reverted: 0 })),
    revertNext: assign(({ context }) => stepAt(context, context.step - 1)),
    setStepDeadline: assign({
      deadline: ({ context, event }) => ('now' in event ? event.now + context.healthTimeoutMs : context.deadline),
    }),
    announceStep: emit(({ context: { id, step, due } }) => revertStep(id, step, due)),
    tellBack: emit(({ context: { id, step } }) => tell(`batch-members:${id}:${step}`, { type: 'revert', rollout: id })),
    giveUpOnSilent: emit(({ context: { id, step, healthTimeoutMs } }) =>
      tell(`batch-unreverted:${id}:${step}`, {
        type: 'give_up',
        rollout: id,
        batch: 'revert',
        reason: `no healthy report within ${healthTimeoutMs / 1000} s`,
      }),
    ),
    countReverted: assign(({ context, event }) =>
      event.type === 'machine.reverted' ? answeredBy(context, event.outcome !== 'unhealthy') : {},
    ),
    countGone: assign(({ context, event }) =>
      event.type === 'members.gone'
        ? { answered: context.answered + event.count, reverted: context.reverted + event.count }
        : {},
    ),
    countReturned: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'mail.returned') return;
      enqueue.assign(answeredBy(context, false));
      unreachable({ rollout: context.id, batch: 'revert', attempt: 1 }, event.from).forEach((said) =>
        enqueue.emit(said),
      );
    }),
    settlePhase: assign({
      phase: ({ context }) => (context.reverted >= touched(context) ? 'reverted' : 'revert_incomplete'),
    }),
    announceReverted: enqueueActions(({ context, enqueue }) =>
      revertEnded(context.id, outcomeOf(context)).forEach((said) => enqueue.emit(said)),
    ),
    announceHarm: enqueueActions(({ context, enqueue }) => {
      const { step, stuck, failureThreshold } = context;
      const why = `${counted(stuck, 'machine')} of batch ${step + 1} could not go back, ${failureThreshold} tolerated`;
      revertEnded(context.id, { ...outcomeOf(context), stopped: { why } }).forEach((said) => enqueue.emit(said));
    }),
    announceStopped: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'cancel') return;
      const { actor } = event;
      const stopped = { why: `cancelled by ${actor}`, actor };
      revertEnded(context.id, { ...outcomeOf(context), stopped }).forEach((said) => enqueue.emit(said));
    }),
    announceCancel: enqueueActions(({ context: { id }, event, enqueue }, { from }: { from: string }) => {
      if (event.type !== 'cancel') return;
      const { actor, supersededBy } = event;
      const by = supersededBy === undefined ? actor : `${actor}: ${supersededBy} takes its place`;
      const message = `the rollout is cancelled by ${by}`;
      const detail = supersededBy === undefined ? {} : { superseded_by: supersededBy };
      statusChanged({ rollout: id, from, to: 'cancelled', actor, message, detail }).forEach((said) =>
        enqueue.emit(said),
      );
    }),
    stopAll: enqueueActions(({ context: { id, current }, enqueue }) => {
      enqueue.emit(recall(`rollout:${id}`, 'start'));
      enqueue.emit(recall(`batch:${id}:${current}`, 'deploy'));
      enqueue.emit(tell(`batch:${id}:${current}`, { type: 'stop' }));
      enqueue.emit(tell(`rollout-touched:${id}:${current}`, { type: 'stand_down', rollout: id }));
    }),
    stopReverting: enqueueActions(({ context: { id, current }, enqueue }) => {
      enqueue.emit(recall(`rollout:${id}`, 'revert'));
      enqueue.emit(recall(`rollout:${id}`, 'give_up'));
      enqueue.emit(tell(`rollout-touched:${id}:${current}`, { type: 'stand_down', rollout: id }));
    }),
  },
});

/** It is of the batch at hand. */
const isCurrent = ({ current }: RolloutContext, event: RolloutEvent): event is BatchNews =>
  'index' in event && event.index === current;

const reverts = ({ onFailure }: RolloutContext): boolean => onFailure === 'revert';

const isLate = ({ progressMs, progressDeadline }: RolloutContext, now: number): boolean =>
  progressMs !== null && now >= progressDeadline;

/** All machines of the batches that had begun. */
const touched = ({ sizes, current }: RolloutContext): number =>
  sizes.slice(0, current + 1).reduce((sum, size) => sum + size, 0);

const stepAt = ({ sizes }: RolloutContext, step: number) => ({ step, due: sizes[step] ?? 0, answered: 0, stuck: 0 });

const answeredBy = ({ answered, reverted, stuck }: RolloutContext, isBack: boolean) => ({
  answered: answered + 1,
  reverted: reverted + (isBack ? 1 : 0),
  stuck: stuck + (isBack ? 0 : 1),
});

/**
 * Machines that were well are worse off for going back: more than the threshold tolerates. What has failed can lose nothing,
 * so its batch never stops the way back.
 */
const doesHarm = ({ step, failed, stuck, failureThreshold, sizes }: RolloutContext): boolean =>
  step > 0 && step !== failed && stuck > allowedFailures(failureThreshold, sizes[step] ?? 0);

const outcomeOf = (context: RolloutContext) => ({
  phase: context.phase,
  reverted: context.reverted,
  machines: touched(context),
});
