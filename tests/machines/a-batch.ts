import { batchMachine, type BatchEvent, type BatchInput } from '../../machines/batch.ts';
import { after } from './after.ts';

const aBatch = (order: Partial<BatchInput> = {}): BatchInput => ({
  rollout: 'r-1',
  index: 0,
  size: 3,
  allowed: 0,
  toleratesAll: false,
  required: null,
  healthTimeoutMs: 5000,
  soakMs: 0,
  cacheUrl: null,
  ...order,
});

/** Its rollout starts it. */
export const start: BatchEvent = { type: 'start', now: 1000 };
/** All of its machines have their orders. */
export const areTold = (attempt = 1): BatchEvent => ({ type: 'members.told', attempt, now: 1500 });
/** A machine has ended. */
export const settled = (
  outcome: 'healthy' | 'unhealthy' | 'skipped',
  { attempt = 1, ...rest }: { attempt?: number; machineId?: string; hasSoaked?: boolean } = {},
): BatchEvent => ({ type: 'machine.settled', outcome, attempt, now: 2000, ...rest });
/** A machine is healthy so far. */
export const soaks = (attempt = 1, now = 3000): BatchEvent => ({ type: 'machine.soaking', attempt, now });
/** Machines were deleted. */
export const gone = (count: number, attempt = 1): BatchEvent => ({ type: 'members.gone', count, attempt, now: 2000 });
/** Mail came back. */
export const returned = (type: string, attempt = 1, from = 'machine:a'): BatchEvent => ({
  type: 'mail.returned',
  from,
  event: { type, attempt },
  now: 2000,
});
/** The health time-out passes. */
export const deadline = { type: 'xstate.done.actor.deadline' } as unknown as BatchEvent;
/** The clock fails it. */
export const sleepFails = { type: 'xstate.error.actor.deadline' } as unknown as BatchEvent;

/** A batch of this order after these events. */
export const batch = (order: Partial<BatchInput>, ...events: BatchEvent[]) =>
  after(batchMachine, aBatch(order), ...events);

/** Events of this name. */
export const named = (said: readonly { type: string; [field: string]: unknown }[], name: string) =>
  said.filter((each) => each['name'] === name);
/** Whom it told what. */
export const told = (said: readonly { type: string; [field: string]: unknown }[]) =>
  said.filter(({ type }) => type === 'tell').map(({ to, event }) => [to, (event as { type: string }).type]);
