import fc from 'fast-check';
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
  reverted,
  rollout,
  start,
  succeeded,
  told,
} from './a-rollout.ts';

describe('a rollout', () => {
  test('starts its first batch', () => {
    const { state, last } = rollout({}, start);
    expect(wireState(state)).toBe('running');
    expect(changes(last)).toEqual([{ from: 'created', to: 'running', strategy: 'canary' }]);
    expect(told(last)).toEqual([['batch:r-1:0', 'start']]);
  });

  test('that is told to start twice starts once', () => {
    expect(rollout({}, start, start).last).toEqual([]);
  });

  test('starts the next batch when the one before has succeeded, and is complete after the last', () => {
    expect(told(rollout({}, start, succeeded(0)).last)).toEqual([['batch:r-1:1', 'start']]);
    const { state, last } = rollout({}, start, succeeded(0), succeeded(1));
    expect(wireState(state)).toBe('completed');
    expect(changes(last)).toEqual([{ from: 'running', to: 'completed' }]);
  });

  test('does not count the same success twice', () => {
    const { state, last } = rollout({ sizes: [1, 1, 1] }, start, succeeded(0), succeeded(0));
    expect([state.context.current, last]).toEqual([1, []]);
  });

  test('never starts a batch beyond one that failed', () => {
    const { state, said } = rollout({}, start, failed(0), succeeded(0), succeeded(1));
    expect(wireState(state)).toBe('paused');
    expect(told(said)).toEqual([['batch:r-1:0', 'start']]);
    expect(changes(said).at(-1)).toEqual({ from: 'running', to: 'paused', reason: 'batch failure' });
    expect(state.context.reason).toBe('batch 1 failed');
  });

  test('has words of its own for a failure that comes without a reason, in mail of version 1', () => {
    const ofVersion1: RolloutEvent = { type: 'batch.failed', index: 0, unhealthy: 1, size: 1, now: 1 };
    expect(rollout({}, start, ofVersion1).state.context.reason).toBe('batch 1 failed: 1 of 1 machine unhealthy');
  });

  test('pauses when its batch cannot take the order to start', () => {
    const { state } = rollout({}, start, returned('start', 'batch:r-1:0'));
    expect(wireState(state)).toBe('paused');
    expect(state.context.reason).toBe('batch 1 could not be started');
  });

  test('goes on when mail to a batch that it has left behind comes back', () => {
    const { state, last } = rollout({}, start, succeeded(0), returned('overdue', 'batch:r-1:0'));
    expect([wireState(state), last]).toEqual(['running', []]);
  });

  test('that is resumed tries the failed batch again', () => {
    const { state, last } = rollout({}, start, failed(0), resume);
    expect(wireState(state)).toBe('running');
    expect(state.context.reason).toBeNull();
    expect(changes(last)).toEqual([{ from: 'paused', to: 'running' }]);
    expect(told(last)).toEqual([['batch:r-1:0', 'start']]);
  });

  test.each([
    ['created', []],
    ['running', [start]],
    ['running', [start, succeeded(0)]],
    ['paused', [start, failed(0)]],
  ] as [string, RolloutEvent[]][])('that is %s can be cancelled, and stops its batch', (from, events) => {
    const { state, last } = rollout({}, ...events, cancel);
    const batch = `batch:r-1:${state.context.current}`;
    expect(wireState(state)).toBe('cancelled');
    expect(changes(last)).toEqual([{ from, to: 'cancelled' }]);
    expect(told(last)).toEqual([
      [batch, 'stop'],
      [`rollout-touched:r-1:${state.context.current}`, 'stand_down'],
    ]);
    expect(recalled(last)).toEqual([
      ['rollout:r-1', 'start'],
      [batch, 'deploy'],
    ]);
  });

  test('that a newer one supersedes says which', () => {
    const { last } = rollout({}, start, { ...cancel, supersededBy: 'r-2' } as RolloutEvent);
    expect(changes(last)).toEqual([{ from: 'running', to: 'cancelled', superseded_by: 'r-2' }]);
  });

  test('that is cancelled tells nobody anything', () => {
    const { last } = rollout({}, start, cancel, succeeded(0), failed(0), start, resume, cancel);
    expect(last).toEqual([]);
  });
});

describe('whatever a rollout hears', () => {
  const anything = fc.constantFrom<RolloutEvent[]>(
    ...[
      start,
      pause,
      resume,
      succeeded(0),
      succeeded(1),
      succeeded(2),
      failed(0),
      failed(1),
      failed(2),
      progressDeadline,
    ],
    ...[
      succeeded(0, 90_000),
      succeeded(1, 90_000),
      returned('start', 'batch:r-1:0'),
      reverted(),
      reverted('unhealthy'),
    ],
  );
  const orders = fc.record({
    onFailure: fc.constantFrom('pause' as const, 'revert' as const),
    progressMs: fc.constantFrom(null, 60_000),
    sizes: fc.constant([1, 1, 1]),
  });

  test('no batch is started unless all before it have said that they succeeded', () => {
    fc.assert(
      fc.property(orders, fc.array(anything, { maxLength: 15 }), (order, events) => {
        events.forEach((_, index) => {
          const { last } = rollout(order, ...events.slice(0, index + 1));
          for (const [to, type] of told(last)) {
            if (type !== 'start') continue;
            const batch = Number(String(to).split(':').at(-1));
            const well = new Set(
              events.slice(0, index + 1).flatMap((each) => (each.type === 'batch.succeeded' ? each.index : [])),
            );
            expect(Array.from({ length: batch }, (__, earlier) => well.has(earlier))).not.toContain(false);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test('no batch is started by a rollout that is not running', () => {
    fc.assert(
      fc.property(orders, fc.array(anything, { maxLength: 15 }), (order, events) => {
        const { state, last } = rollout(order, ...events);
        const hasStarted = told(last).some(([, type]) => type === 'start');
        expect(hasStarted && wireState(state) !== 'running').toBe(false);
      }),
    );
  });

  test('it tells nobody anything once it is cancelled', () => {
    fc.assert(
      fc.property(
        orders,
        fc.array(anything, { maxLength: 8 }),
        fc.array(anything, { maxLength: 8 }),
        (order, before, later) => {
          const way = [...before, cancel];
          if (wireState(rollout(order, ...way).state) !== 'cancelled') return;
          expect(rollout(order, ...way, ...later).said).toEqual(rollout(order, ...way).said);
        },
      ),
    );
  });
});

describe('a progress deadline', () => {
  const order = { progressMs: 60_000 };

  test('is waited for from the start, over all batches, and anew from each resume', () => {
    const deadlineIn = (...events: RolloutEvent[]) => rollout(order, start, ...events).state;
    expect(deadlineIn().value).toEqual({ running: 'timed' });
    expect(deadlineIn().context.progressDeadline).toBe(61_000);
    expect(deadlineIn(succeeded(0)).context.progressDeadline).toBe(61_000);
    expect(Object.keys(deadlineIn(succeeded(0)).children)).toEqual(['progress']);
    expect(deadlineIn(failed(0), resume).context.progressDeadline).toBe(69_000);
    expect(deadlineIn(failed(0)).children).toEqual({});
  });

  test('that was not asked for is not waited for', () => {
    expect(rollout({}, start).state.children).toEqual({});
  });

  test('that passes fails the batch at hand, and pauses', () => {
    const overdue = rollout(order, start, succeeded(0), progressDeadline);
    expect(told(overdue.last)).toEqual([['batch:r-1:1', 'overdue']]);
    expect(wireState(overdue.state)).toBe('running');
    const { state, last } = rollout(order, start, succeeded(0), progressDeadline, failed(1, true));
    expect(wireState(state)).toBe('paused');
    expect(changes(last)).toEqual([{ from: 'running', to: 'paused', reason: 'progress deadline' }]);
  });

  test('that passes takes back what was done, when that is asked for', () => {
    const way = [start, progressDeadline, failed(0, true)];
    const { state, last } = rollout({ ...order, onFailure: 'revert' }, ...way);
    expect(state.matches('reverting')).toBe(true);
    expect(changes(last)).toEqual([{ from: 'running', to: 'failed', reason: 'progress deadline + revert' }]);
  });

  test('lets a rollout be complete whose last batch has succeeded when it passes', () => {
    const { state } = rollout(order, start, succeeded(0), progressDeadline, succeeded(1, 61_000));
    expect(wireState(state)).toBe('completed');
  });

  test('pauses a rollout that has a batch more when it passes, and a resume goes on with that', () => {
    const way = [start, progressDeadline, succeeded(0, 61_000)];
    const { state, last } = rollout(order, ...way);
    expect(wireState(state)).toBe('paused');
    expect(state.context.reason).toBe('it was to be complete within 60 s, and 1 of 2 batches had succeeded');
    expect(changes(last)).toEqual([{ from: 'running', to: 'paused', reason: 'progress deadline' }]);
    expect(told(rollout(order, ...way, resume).last)).toEqual([['batch:r-1:1', 'start']]);
    expect(changes(rollout(order, ...way, resume, failed(1)).last)).toMatchObject([{ reason: 'batch failure' }]);
  });

  test('takes back also batches that were well, when that is asked for', () => {
    const way = [start, progressDeadline, succeeded(0, 61_000)];
    const { state, last } = rollout({ ...order, onFailure: 'revert' }, ...way);
    expect(told(last)).toEqual([['batch-members:r-1:0', 'revert']]);
    expect(state.context).toMatchObject({ failed: null, current: 0, step: 0, due: 1 });
  });

  test('of a clock that was set back since does not stop what has succeeded', () => {
    const { state, last } = rollout(order, start, progressDeadline, succeeded(0, 2000));
    expect(state.value).toEqual({ running: 'timed' });
    expect(told(last)).toEqual([['batch:r-1:1', 'start']]);
  });

  test('that has passed does not keep a rollout from being cancelled', () => {
    const { state, last } = rollout(order, start, progressDeadline, cancel);
    expect(wireState(state)).toBe('cancelled');
    expect(told(last)[0]).toEqual(['batch:r-1:0', 'stop']);
  });
});
