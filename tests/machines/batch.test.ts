import { describe, expect, test } from 'vitest';
import { batchMachine, type BatchEvent, type BatchInput } from '../../machines/batch.ts';
import { wireState } from '../../machines/wire-state.ts';
import { after } from './after.ts';

const aBatch = (order: Partial<BatchInput> = {}): BatchInput => ({
  rollout: 'r-1',
  index: 0,
  size: 3,
  allowed: 0,
  toleratesAll: false,
  healthTimeoutMs: 5000,
  cacheUrl: null,
  ...order,
});

const start: BatchEvent = { type: 'start', now: 1000 };
const settled = (outcome: 'healthy' | 'unhealthy' | 'skipped', attempt = 1): BatchEvent => ({
  type: 'machine.settled',
  outcome,
  attempt,
});
const deadline = { type: 'xstate.done.actor.deadline' } as unknown as BatchEvent;

describe('a batch', () => {
  test('waits until an earlier batch has succeeded', () => {
    expect(wireState(after(batchMachine, aBatch()).state)).toBe('pending');
  });

  test('tells its machines when it starts, and waits for their health once all are told', () => {
    const { state, said } = after(batchMachine, aBatch(), start);
    expect(wireState(state)).toBe('deploying');
    expect(state.context.deadline).toBe(6000);
    expect(said.filter(({ type }) => type === 'tell').map(({ to }) => to)).toEqual([
      'batch-members:r-1:0',
      'batch:r-1:0',
    ]);
    expect(wireState(after(batchMachine, aBatch(), start, { type: 'members.told' }).state)).toBe('waiting_health');
  });

  test('succeeds when every machine is healthy, and tells its rollout', () => {
    const end = after(batchMachine, aBatch(), start, settled('healthy'), settled('healthy'), settled('healthy'));
    expect(wireState(end.state)).toBe('succeeded');
    expect(end.last.at(-1)).toMatchObject({ to: 'rollout:r-1', event: { type: 'batch.succeeded', index: 0 } });
  });

  test('passes when as many are unhealthy as the threshold allows', () => {
    const end = after(
      batchMachine,
      aBatch({ allowed: 1 }),
      start,
      settled('unhealthy'),
      settled('healthy'),
      settled('healthy'),
    );
    expect(wireState(end.state)).toBe('succeeded');
  });

  test('fails as soon as its tolerance is exceeded, without waiting for the rest', () => {
    const end = after(batchMachine, aBatch(), start, settled('unhealthy'));
    expect(wireState(end.state)).toBe('failed');
    expect(end.last.find(({ name }) => name === 'batch_failed')).toMatchObject({
      detail: { batch_index: 0, unhealthy: 1, threshold: 0 },
    });
  });

  test('that fails takes back the orders that no machine has taken yet', () => {
    const { last } = after(batchMachine, aBatch(), start, settled('unhealthy'));
    expect(last[0]).toEqual({ type: 'recall', from: 'batch:r-1:0', event: 'deploy' });
  });

  test('gives up on silent machines at the deadline and waits for their word', () => {
    const end = after(batchMachine, aBatch(), start, { type: 'members.told' }, settled('healthy'), deadline);
    expect(wireState(end.state)).toBe('waiting_health');
    expect(end.last.at(-1)).toMatchObject({ to: 'batch-members:r-1:0', event: { type: 'give_up' } });
  });

  test('counts a machine whose mail came back as unhealthy', () => {
    expect(wireState(after(batchMachine, aBatch(), start, { type: 'mail.returned' }).state)).toBe('failed');
  });

  test('that is tried again counts only what the new try brings', () => {
    const again = after(batchMachine, aBatch({ size: 2 }), start, settled('unhealthy'), start, settled('healthy', 1));
    expect(again.state.context.tally).toEqual({ size: 2, healthy: 0, unhealthy: 0, skipped: 0 });
    const end = after(batchMachine, aBatch({ size: 1 }), start, settled('unhealthy'), start, settled('healthy', 2));
    expect(wireState(end.state)).toBe('succeeded');
  });

  test('that was stopped hears nothing more', () => {
    const { state, last } = after(batchMachine, aBatch(), start, { type: 'stop' }, settled('healthy'));
    expect([state.value, last]).toEqual(['stopped', []]);
  });
});
