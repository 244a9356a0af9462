import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchEvent } from '../../machines/batch.ts';
import { wireState } from '../../machines/wire-state.ts';
import { areTold, batch, deadline, gone, named, returned, settled, sleepFails, soaks, start, told } from './a-batch.ts';

describe('a batch', () => {
  test('waits until an earlier batch has succeeded', () => {
    expect(wireState(batch({}).state)).toBe('pending');
  });

  test('tells its machines when it starts, and waits for their health once all are told', () => {
    const { state, said } = batch({ soakMs: 7000 }, start);
    expect(wireState(state)).toBe('deploying');
    expect(state.context.deadline).toBe(13_000);
    expect(said.filter(({ type }) => type === 'tell').map(({ to, event }) => [to, event])).toEqual([
      ['batch-members:r-1:0', { type: 'deploy', rollout: 'r-1', batch: 0, attempt: 1, cacheUrl: null, soakMs: 7000 }],
      ['batch:r-1:0', { type: 'members.told', attempt: 1 }],
    ]);
    const waiting = batch({}, start, areTold());
    expect(wireState(waiting.state)).toBe('waiting_health');
    expect(named(waiting.last, 'batch_waiting_health')).toMatchObject([
      { detail: { batch_index: 0, healthy: 0, unhealthy: 0, open: 3 } },
    ]);
  });

  test('that is told to start twice starts once', () => {
    const { state, last } = batch({}, start, start);
    expect([state.context.attempt, last]).toEqual([1, []]);
  });

  test('succeeds when every machine is healthy, and tells its rollout', () => {
    const end = batch({}, start, settled('healthy'), settled('healthy'), settled('healthy'));
    expect(wireState(end.state)).toBe('succeeded');
    expect(end.last.at(-1)).toMatchObject({ to: 'rollout:r-1', event: { type: 'batch.succeeded', index: 0 } });
  });

  test('that has succeeded says so again to a rollout that starts it again', () => {
    const { state, last } = batch({ size: 1 }, start, settled('healthy'), start);
    expect(wireState(state)).toBe('succeeded');
    expect(last).toEqual([{ type: 'tell', to: 'rollout:r-1', event: { type: 'batch.succeeded', index: 0 } }]);
  });

  test('passes when as many are unhealthy as the threshold allows', () => {
    const end = batch({ allowed: 1 }, start, settled('unhealthy'), settled('healthy'), settled('healthy'));
    expect(wireState(end.state)).toBe('succeeded');
  });

  test('fails as soon as its tolerance is exceeded, without waiting for the rest', () => {
    const end = batch({}, start, settled('unhealthy'));
    expect(wireState(end.state)).toBe('failed');
    expect(named(end.last, 'batch_failed')).toMatchObject([{ detail: { batch_index: 0, unhealthy: 1, threshold: 0 } }]);
  });

  test('fails while it is still being told, and the rest is not told', () => {
    const { state, last } = batch({}, start, settled('unhealthy', { machineId: 'a' }), areTold());
    expect(wireState(state)).toBe('failed');
    expect(last).toEqual([]);
    expect(batch({}, start, settled('unhealthy')).last[0]).toEqual({
      type: 'recall',
      from: 'batch:r-1:0',
      event: 'deploy',
    });
  });

  test('names the first five of its failing machines, to people and to its rollout', () => {
    const sick = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((machineId) => settled('unhealthy', { machineId }));
    const { last } = batch({ size: 9, allowed: 6 }, start, ...sick);
    const reason = 'batch 1 failed: 7 of 9 machines unhealthy: a, b, c, d, e, …';
    expect(named(last, 'batch_failed')).toMatchObject([{ message: `${reason}; 6 tolerated` }]);
    expect(last.at(-1)).toMatchObject({
      to: 'rollout:r-1',
      event: { type: 'batch.failed', index: 0, unhealthy: 7, size: 9, reason, isOverdue: false },
    });
  });

  test('that is tried again counts only what the new try brings', () => {
    const again = batch({ size: 2 }, start, settled('unhealthy', { machineId: 'a' }), start, settled('healthy'));
    expect(again.state.context).toMatchObject({
      attempt: 2,
      failing: [],
      tally: { size: 2, healthy: 0, unhealthy: 0, skipped: 0, soaking: 0 },
    });
    const end = batch({ size: 1 }, start, settled('unhealthy'), start, settled('healthy', { attempt: 2 }));
    expect(wireState(end.state)).toBe('succeeded');
  });

  test('that has failed begins another try by another order, and not by the one that it had', () => {
    const ordered = (order: number): BatchEvent => ({ type: 'start', order, now: 2000 });
    const way = [ordered(1), settled('unhealthy')];
    expect(wireState(batch({}, ...way, ordered(1)).state)).toBe('failed');
    expect(batch({}, ...way, ordered(1)).last).toEqual([]);
    const { state } = batch({}, ...way, ordered(2));
    expect([wireState(state), state.context.attempt, state.context.order]).toEqual(['deploying', 2, 2]);
  });

  test('that is tried again is not said to be told by the word of the try before', () => {
    const again = batch({}, start, settled('unhealthy'), start, areTold(1));
    expect(wireState(again.state)).toBe('deploying');
    expect(wireState(batch({}, start, { type: 'members.told', now: 1500 }).state)).toBe('waiting_health');
  });

  test('keeps its tally when members of an earlier try are gone or soak', () => {
    const { state } = batch({}, start, settled('unhealthy'), start, gone(2, 1), soaks(1));
    expect(state.context.tally).toEqual({ size: 3, healthy: 0, unhealthy: 0, skipped: 0, soaking: 0 });
  });

  test('passes by the machines that were deleted', () => {
    const { state } = batch({}, start, gone(2), settled('healthy'));
    expect(wireState(state)).toBe('succeeded');
    expect(state.context.tally).toMatchObject({ healthy: 1, skipped: 2 });
  });

  test.each([
    ['deploying', [start]],
    ['waiting_health', [start, areTold()]],
    ['waiting_health', [start, areTold(), deadline]],
  ] as [string, BatchEvent[]][])('that is %s fails when the rollout has no more time', (from, events) => {
    expect(wireState(batch({}, ...events).state)).toBe(from);
    const { state, last } = batch({}, ...events, settled('healthy'), { type: 'overdue' });
    expect(wireState(state)).toBe('failed');
    expect(last.at(-1)).toMatchObject({
      event: {
        type: 'batch.failed',
        reason: 'batch 1 was not done in time: 1 of 3 machines healthy, 0 of 3 machines unhealthy',
        isOverdue: true,
      },
    });
    expect(batch({}, ...events, { type: 'overdue' }, start).state.context.isOverdue).toBe(false);
  });

  test.each([
    ['succeeded', [start, settled('healthy')]],
    ['failed', [start, settled('unhealthy')]],
  ] as [string, BatchEvent[]][])('that has %s is not overdue any more', (word, events) => {
    const { state, last } = batch({ size: 1 }, ...events, { type: 'overdue' });
    expect([wireState(state), last]).toEqual([word, []]);
  });

  test.each([
    ['pending', []],
    ['deploying', [start]],
    ['waiting', [start, areTold()]],
    ['soaking', [start, areTold(), soaks(), soaks(), soaks()]],
    ['giving up', [start, areTold(), deadline]],
  ] as [string, BatchEvent[]][])('that is %s is stopped, and hears nothing more', (_, events) => {
    const { state, last } = batch({ soakMs: 1 }, ...events, { type: 'stop' }, settled('healthy'), deadline, start);
    expect([state.value, last]).toEqual(['stopped', []]);
  });

  test('that was told says when it is stopped', () => {
    expect(named(batch({}, start, { type: 'stop' }).last, 'batch_stopped')).toMatchObject([
      { detail: { batch_index: 0, open: 3 } },
    ]);
    expect(batch({}, { type: 'stop' }).last).toEqual([]);
  });
});

describe('whatever a batch hears', () => {
  const anything = fc.constantFrom(
    ...[start, areTold(), areTold(2), soaks(), soaks(2), gone(1), gone(1, 2), deadline],
    ...[settled('healthy'), settled('unhealthy'), settled('skipped'), settled('healthy', { attempt: 2 })],
    ...[settled('unhealthy', { attempt: 2 }), returned('deploy'), returned('give_up'), { type: 'overdue' } as const],
  );
  const order = { allowed: 1, soakMs: 1 };
  const ends = ({ said }: ReturnType<typeof batch>) => told(said).filter(([to]) => to === 'rollout:r-1').length;

  test('its rollout hears at most once of each start how it ended', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 25 }), (events) => {
        const starts = events.filter(({ type }) => type === 'start').length;
        expect(ends(batch(order, ...events))).toBeLessThanOrEqual(starts);
      }),
    );
  });

  test('it says nothing more once it is stopped, unless it had ended before', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 12 }), fc.array(anything, { maxLength: 12 }), (before, later) => {
        const way = [...before, { type: 'stop' } as const];
        if (batch(order, ...way).state.value !== 'stopped') return;
        expect(batch(order, ...way, ...later).said).toEqual(batch(order, ...way).said);
      }),
    );
  });
});

describe('the health time-out of a batch', () => {
  test('gives up on silent machines, and waits for their word', () => {
    const end = batch({}, start, areTold(), settled('healthy'), deadline);
    expect(wireState(end.state)).toBe('waiting_health');
    expect(named(end.last, 'batch_timed_out')).toMatchObject([{ detail: { healthy: 1, open: 2 } }]);
    expect(end.last.at(-1)).toEqual({
      type: 'tell',
      to: 'batch-unsettled:r-1:0',
      event: { type: 'give_up', rollout: 'r-1', batch: 0, attempt: 1, reason: 'no healthy report within 5 s' },
    });
  });

  test('passes also while it is still being told', () => {
    expect(told(batch({}, start, deadline).last)).toEqual([['batch-unsettled:r-1:0', 'give_up']]);
  });

  test('is waited for again when the clock has failed', () => {
    for (const events of [[start], [start, areTold()], [start, areTold(), soaks(), soaks(), soaks()]]) {
      const { state } = batch({ soakMs: 1 }, ...events, sleepFails);
      expect(state.value).toEqual(batch({ soakMs: 1 }, ...events).state.value);
      expect(Object.keys(state.children)).toEqual(['deadline']);
    }
  });
});

describe('mail of a batch that comes back', () => {
  test('counts the machine as unhealthy, and says so in its row', () => {
    const { state, last } = batch({}, start, returned('deploy'));
    expect(wireState(state)).toBe('failed');
    expect(last[0]).toMatchObject({ type: 'judged', machineId: 'a', attempt: 1, verdict: 'unhealthy', isBack: false });
  });

  test('of an earlier try, or from another than a machine, does not count', () => {
    const again = batch({}, start, settled('unhealthy'), start, returned('deploy', 1));
    expect(again.state.context.tally.unhealthy).toBe(0);
    const { state } = batch({}, start, returned('batch.succeeded', 1, 'rollout:r-1'));
    expect(state.context.tally.unhealthy).toBe(0);
  });

  test('counts once for a machine that was given up before its order came back', () => {
    const way = [start, deadline, returned('deploy'), returned('give_up')];
    expect(batch({ allowed: 2 }, ...way).state.context.tally.unhealthy).toBe(1);
    expect(batch({ allowed: 2 }, start, returned('deploy'), deadline).state.context.tally.unhealthy).toBe(1);
  });

  test('of which nobody knows what it was counts, as it did when it was sent', () => {
    const ofVersion1: BatchEvent = { type: 'mail.returned', from: 'machine:a', now: 2000 };
    expect(wireState(batch({}, start, ofVersion1).state)).toBe('failed');
    expect(wireState(batch({}, start, deadline, ofVersion1).state)).toBe('failed');
  });

  test('leaves no more soaking than are open', () => {
    const { state } = batch({ soakMs: 1, allowed: 2 }, start, soaks(), soaks(), soaks(), deadline, returned('give_up'));
    expect(state.context.tally).toMatchObject({ unhealthy: 1, soaking: 2 });
  });
});
