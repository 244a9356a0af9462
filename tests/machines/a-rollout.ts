import type { RolloutEvent, RolloutInput } from '../../machines/rollout-setup.ts';
import { rolloutMachine } from '../../machines/rollout.ts';
import { after } from './after.ts';

const aRollout = (order: Partial<RolloutInput> = {}): RolloutInput => ({
  id: 'r-1',
  strategy: 'canary',
  onFailure: 'pause',
  failureThreshold: '0',
  healthTimeoutMs: 5000,
  progressMs: null,
  sizes: [1, 2],
  createdBy: 'apikey:me',
  ...order,
});

/** It starts. */
export const start: RolloutEvent = { type: 'start', now: 1000 };
/** A batch has passed its gate. */
export const succeeded = (index: number, now = 2000): RolloutEvent => ({ type: 'batch.succeeded', index, now });
/** A batch has failed. */
export const failed = (index: number, isOverdue = false): RolloutEvent => ({
  type: 'batch.failed',
  index,
  unhealthy: 1,
  size: 1,
  now: 3000,
  reason: `batch ${index + 1} failed`,
  isOverdue,
});
/** A machine has answered the order to go back. */
export const reverted = (outcome: 'healthy' | 'unhealthy' | 'skipped' | 'superseded' = 'healthy'): RolloutEvent => ({
  type: 'machine.reverted',
  outcome,
  now: 4000,
});
/** Mail came back. */
export const returned = (type: string, from: string): RolloutEvent => ({
  type: 'mail.returned',
  from,
  event: { type },
  now: 4000,
});
/** An operator pauses it. */
export const pause: RolloutEvent = { type: 'pause', actor: 'apikey:me', now: 6000 };
/** An operator goes on. */
export const resume: RolloutEvent = { type: 'resume', actor: 'apikey:me', now: 9000 };
/** An operator ends it. */
export const cancel: RolloutEvent = { type: 'cancel', actor: 'apikey:me' };
/** The time of a step back is over. */
export const stepDeadline = { type: 'xstate.done.actor.deadline' } as unknown as RolloutEvent;
/** The progress deadline passes. */
export const progressDeadline = { type: 'xstate.done.actor.progress' } as unknown as RolloutEvent;

/** A rollout of this order after these events: a canary of three machines, unless the order says otherwise. */
export const rollout = (order: Partial<RolloutInput>, ...events: RolloutEvent[]) =>
  after(rolloutMachine, aRollout(order), ...events);

type Said = readonly { readonly type: string; readonly [field: string]: unknown }[];

/** Details of its changes of status. */
export const changes = (said: Said) => said.filter(({ name }) => name === 'status_change').map(({ detail }) => detail);

/** Details of its events of this name. */
export const named = (said: Said, name: string) =>
  said.filter((each) => each['name'] === name).map(({ detail }) => detail);

/** Whom it told what. */
export const told = (said: Said) =>
  said.filter(({ type }) => type === 'tell').map(({ to, event }) => [to, (event as { type: string }).type]);

/** What it took back: whose, and which. */
export const recalled = (said: Said) =>
  said.filter(({ type }) => type === 'recall').map(({ from, event }) => [from, event]);
