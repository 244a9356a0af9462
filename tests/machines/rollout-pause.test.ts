import { describe, expect, test } from 'vitest';
import type { RolloutEvent } from '../../machines/rollout-setup.ts';
import { wireState } from '../../machines/wire-state.ts';
import {
  cancel,
  changes,
  failed,
  pause,
  progressDeadline,
  recalled,
  resume,
  returned,
  rollout,
  start,
  succeeded,
  told,
} from './a-rollout.ts';

type Told = { readonly type: string; readonly event?: { readonly type: string; readonly order?: number } };

/** The orders of those who were told to start. */
const orders = (said: readonly Told[]) => said.flatMap(({ event }) => (event?.type === 'start' ? [event.order] : []));

describe('a rollout that an operator pauses', () => {
  test('is paused at once, by them, and begins nothing', () => {
    const { state, last } = rollout({}, start, pause);
    expect([wireState(state), state.value]).toEqual(['paused', { paused: 'by_operator' }]);
    expect(state.context.reason).toBe('paused by apikey:me');
    expect(changes(last)).toEqual([{ from: 'running', to: 'paused', reason: 'operator' }]);
    expect(last).toContainEqual(
      expect.objectContaining({ actor: 'apikey:me', message: 'the rollout is paused by apikey:me' }),
    );
    expect(told(last)).toEqual([]);
  });

  test('takes back the order to a batch that has not begun', () => {
    expect(recalled(rollout({}, start, succeeded(0), pause).last)).toEqual([['rollout:r-1', 'start']]);
  });

  test('begins no batch when the one at hand succeeds', () => {
    const { state, last } = rollout({}, start, pause, succeeded(0));
    expect([wireState(state), state.context.current, told(last)]).toEqual(['paused', 0, []]);
    expect(state.context.reason).toBe('paused by apikey:me; meanwhile batch 1 has succeeded');
    expect(changes(last)).toEqual([]);
  });

  test('stays paused when its last batch succeeds, and is complete once it is resumed', () => {
    const way = [start, succeeded(0), pause, succeeded(1)];
    const { state } = rollout({}, ...way);
    expect(wireState(state)).toBe('paused');
    expect(state.context.reason).toBe('paused by apikey:me; meanwhile every batch has succeeded');
    // The batch that has succeeded says so again.
    expect(wireState(rollout({}, ...way, resume, succeeded(1)).state)).toBe('completed');
  });

  test.each(['pause', 'revert'] as const)('stays paused when its batch fails, with %s', (onFailure) => {
    const { state, last } = rollout({ onFailure }, start, pause, failed(0));
    expect(state.value).toEqual({ paused: 'by_failure' });
    expect(state.context).toMatchObject({ reason: 'paused by apikey:me; meanwhile batch 1 failed', failed: 0 });
    expect([changes(last), told(last)]).toEqual([[], []]);
  });

  test('takes back what it did when the batch fails that was tried again', () => {
    const { state } = rollout({ onFailure: 'revert' }, start, pause, failed(0), resume, failed(0));
    expect(state.matches('reverting')).toBe(true);
    expect(state.context.reason).toBe('batch 1 failed');
  });

  test('says so when its batch could not take the order to start', () => {
    const { state } = rollout({}, start, pause, returned('start', 'batch:r-1:0'));
    expect(state.value).toEqual({ paused: 'by_failure' });
    expect(state.context.reason).toBe('paused by apikey:me; meanwhile batch 1 could not be started');
  });

  test('does not count what an earlier batch says again', () => {
    const { state, last } = rollout({}, start, succeeded(0), pause, succeeded(0), failed(0));
    expect([state.value, last]).toEqual([{ paused: 'by_operator' }, []]);
  });

  test('is cancelled as one that a failure has paused', () => {
    const { state, last } = rollout({}, start, pause, cancel);
    expect(wireState(state)).toBe('cancelled');
    expect(changes(last)).toEqual([{ from: 'paused', to: 'cancelled' }]);
    expect(told(last)[0]).toEqual(['batch:r-1:0', 'stop']);
  });

  test.each<[string, RolloutEvent[]]>([
    ['created', []],
    ['paused by a failure', [start, failed(0)]],
    ['paused already', [start, pause]],
    ['complete', [start, succeeded(0), succeeded(1)]],
    ['cancelled', [start, cancel]],
  ])('is as it was when it is %s', (_, events) => {
    expect(rollout({}, ...events, pause).last).toEqual([]);
    expect(rollout({}, ...events, pause).state.value).toEqual(rollout({}, ...events).state.value);
  });

  test.each<[string, RolloutEvent[]]>([
    ['by_operator', [start, succeeded(0), pause]],
    ['between_batches', [start, succeeded(0), pause, succeeded(1)]],
    ['by_failure', [start, succeeded(0), pause, failed(1)]],
  ])('is as it was, %s, when it hears what is late, of another batch, or not for it', (where, events) => {
    for (const late of [start, pause, succeeded(0), failed(0), progressDeadline, returned('start', 'batch:r-1:0')]) {
      const { state, last } = rollout({ progressMs: 60_000 }, ...events, late);
      expect([state.value, last]).toEqual([{ paused: where }, []]);
    }
  });

  test('is as it was when it takes back what it did', () => {
    const { state, last } = rollout({ onFailure: 'revert' }, start, failed(0), pause);
    expect([state.matches('reverting'), last]).toEqual([true, []]);
  });
});

describe('a rollout that is resumed after an operator has paused it', () => {
  test('gives the batch at hand no other order than before', () => {
    const { state, said, last } = rollout({}, start, pause, resume);
    expect(wireState(state)).toBe('running');
    expect(state.context.reason).toBeNull();
    expect(changes(last)).toEqual([{ from: 'paused', to: 'running' }]);
    expect(orders(said)).toEqual([1, 1]);
  });

  test('means nothing more by a second word to resume', () => {
    const { state, last } = rollout({}, start, pause, resume, resume);
    expect([wireState(state), last]).toEqual(['running', []]);
  });

  test('gives another order once the batch has failed, also while it was paused', () => {
    expect(orders(rollout({}, start, pause, failed(0), resume).said)).toEqual([1, 2]);
    expect(orders(rollout({}, start, failed(0), resume).said)).toEqual([1, 2]);
    expect(orders(rollout({}, start, failed(0), resume, pause, resume).said)).toEqual([1, 2, 2]);
  });

  test('goes on with the next batch when the one at hand has succeeded', () => {
    // Asked to begin as before, a batch that has succeeded says so again.
    const { said, last } = rollout({}, start, pause, succeeded(0), resume, succeeded(0));
    expect(told(last)).toEqual([['batch:r-1:1', 'start']]);
    expect(orders(said)).toEqual([1, 1, 2]);
  });
});

describe('a progress deadline', () => {
  const order = { progressMs: 60_000 };

  test('does not run while an operator has paused the rollout, and is set anew by the resume', () => {
    const paused = rollout(order, start, pause);
    expect(paused.state.children).toEqual({});
    const { state } = rollout(order, start, pause, resume);
    expect(state.value).toEqual({ running: 'timed' });
    expect(state.context.progressDeadline).toBe(69_000);
  });

  test('that has passed before the pause fails the batch, and the rollout stays paused', () => {
    const { state } = rollout(order, start, progressDeadline, pause, failed(0, true));
    expect(state.value).toEqual({ paused: 'by_failure' });
  });

  test('is no reason to stop for a batch that has succeeded while the rollout was paused', () => {
    const way = [start, pause, succeeded(0, 90_000), resume, succeeded(0, 61_000)];
    const { state } = rollout(order, ...way);
    expect([wireState(state), state.context.current]).toEqual(['running', 1]);
  });
});
