import { describe, expect, test } from 'vitest';
import { type RolloutEvent, type RolloutInput, rolloutMachine } from '../../machines/rollout.ts';
import { wireState } from '../../machines/wire-state.ts';
import { after } from './after.ts';

const aRollout = (order: Partial<RolloutInput> = {}): RolloutInput => ({
  id: 'r-1',
  strategy: 'canary',
  onFailure: 'pause',
  healthTimeoutMs: 5000,
  sizes: [1, 2],
  createdBy: 'apikey:me',
  ...order,
});

const start: RolloutEvent = { type: 'start' };
const succeeded = (index: number): RolloutEvent => ({ type: 'batch.succeeded', index });
const failed = (index: number): RolloutEvent => ({ type: 'batch.failed', index, unhealthy: 1, size: 1, now: 1000 });
const reverted = (outcome: 'healthy' | 'unhealthy' = 'healthy'): RolloutEvent => ({
  type: 'machine.reverted',
  outcome,
});
const revert = { onFailure: 'revert' as const };

const changes = (said: readonly { type: string; [field: string]: unknown }[]) =>
  said.filter(({ name }) => name === 'status_change').map(({ detail }) => detail);

describe('a rollout', () => {
  test('starts its first batch', () => {
    const { state, last } = after(rolloutMachine, aRollout(), start);
    expect(wireState(state)).toBe('running');
    expect(last).toContainEqual({ type: 'tell', to: 'batch:r-1:0', event: { type: 'start' } });
  });

  test('starts the next batch when the one before has succeeded, and is complete after the last', () => {
    const second = after(rolloutMachine, aRollout(), start, succeeded(0));
    expect(second.last).toContainEqual({ type: 'tell', to: 'batch:r-1:1', event: { type: 'start' } });
    expect(wireState(after(rolloutMachine, aRollout(), start, succeeded(0), succeeded(1)).state)).toBe('completed');
  });

  test('never starts a batch beyond one that failed', () => {
    const { state, said } = after(rolloutMachine, aRollout(), start, failed(0), succeeded(0), succeeded(1));
    expect(wireState(state)).toBe('paused');
    expect(said.filter(({ to }) => to === 'batch:r-1:1')).toEqual([]);
    expect(changes(said).at(-1)).toEqual({ from: 'running', to: 'paused', reason: 'batch failure' });
  });

  test('pauses when its batch cannot take the order to start', () => {
    const { state } = after(rolloutMachine, aRollout(), start, { type: 'mail.returned' });
    expect(wireState(state)).toBe('paused');
    expect(state.context.reason).toBe('batch 1 could not be started');
  });

  test('that is resumed tries the failed batch again', () => {
    const { state, last } = after(rolloutMachine, aRollout(), start, failed(0), { type: 'resume', actor: 'apikey:me' });
    expect(wireState(state)).toBe('running');
    expect(state.context.reason).toBeNull();
    expect(last.at(-1)).toEqual({ type: 'tell', to: 'batch:r-1:0', event: { type: 'start' } });
  });

  test('under revert shows as failed while every touched machine goes back', () => {
    const { state, last } = after(rolloutMachine, aRollout(revert), start, succeeded(0), failed(1));
    expect(wireState(state)).toBe('failed');
    expect(state.matches('reverting')).toBe(true);
    expect(last.at(-1)).toEqual({
      type: 'tell',
      to: 'rollout-touched:r-1:1',
      event: { type: 'revert', rollout: 'r-1' },
    });
    expect(changes(last)).toEqual([{ from: 'running', to: 'failed', reason: 'batch failure + revert' }]);
  });

  test('says whether all machines went back', () => {
    const end = (...answers: RolloutEvent[]) =>
      after(rolloutMachine, aRollout(revert), start, succeeded(0), failed(1), ...answers).state;
    expect(end(reverted(), reverted()).matches('reverting')).toBe(true);
    expect(end(reverted(), reverted(), reverted()).context.phase).toBe('reverted');
    expect(end(reverted(), reverted('unhealthy'), reverted()).context.phase).toBe('revert_incomplete');
    expect(end(reverted(), { type: 'mail.returned' }, reverted()).context.phase).toBe('revert_incomplete');
  });

  test.each([
    ['created', []],
    ['running', [start]],
    ['paused', [start, failed(0)]],
  ] as [string, RolloutEvent[]][])('that is %s can be cancelled, and stops its batch', (from, events) => {
    const { state, last } = after(rolloutMachine, aRollout(), ...events, { type: 'cancel', actor: 'apikey:me' });
    expect(wireState(state)).toBe('cancelled');
    expect(changes(last)).toEqual([{ from, to: 'cancelled' }]);
    expect(last).toContainEqual({ type: 'tell', to: 'batch:r-1:0', event: { type: 'stop' } });
    expect(last.filter(({ type }) => type === 'recall').map(({ from: sender, event }) => [sender, event])).toEqual([
      ['rollout:r-1', 'start'],
      ['batch:r-1:0', 'deploy'],
    ]);
  });

  test('that is cancelled tells nobody anything', () => {
    const { last } = after(
      rolloutMachine,
      aRollout(),
      start,
      { type: 'cancel', actor: 'a' },
      succeeded(0),
      failed(0),
      start,
    );
    expect(last).toEqual([]);
  });
});
