import { describe, expect, test } from 'vitest';
import { BadSnapshot } from '../../../machines/errors.ts';
import { upgraded } from '../../../services/actors/upgrades.ts';

const stored = (version: number, state: unknown) => ({ version, state, deliveries: 7, pending: true });
/** The context of a state of version 1, as version 2 has it. */
const contextIn = (kind: string, state: object) =>
  (upgraded(kind, stored(1, { status: 'active', children: {}, ...state }), 2).state as { context: object }).context;

describe('a stored state', () => {
  test('of this version stays as it is', () => {
    expect(upgraded('machine', stored(2, { any: 1 }), 2)).toEqual(stored(2, { any: 1 }));
  });

  test('is taken up step by step, and keeps the rest of what is stored', () => {
    const [one, two] = [(state: unknown) => [state, 'one'], (state: unknown) => [state, 'two']];
    expect(upgraded('x', stored(1, 'old'), 3, { x: { 1: one, 2: two } })).toEqual(stored(3, [['old', 'one'], 'two']));
  });

  test('of a newer program, or without a way up, is refused', () => {
    expect(() => upgraded('machine', stored(3, {}), 2)).toThrow(BadSnapshot);
    expect(() => upgraded('machine', stored(3, {}), 2)).toThrow('newer program (version 3, this one knows 2)');
    expect(() => upgraded('x', stored(1, {}), 2, {})).toThrow('no upgrade takes a x from version 1 to 2');
  });
});

describe('a machine of version 1', () => {
  const part = { rollout: 'r-1', batch: 0, attempt: 2, wanted: '/b', cacheUrl: null, previous: '/a', verdict: 'open' };
  const machine = (changes: object, assignment: string | null = 'r-1:0:2') =>
    contextIn('machine', {
      value: { lifecycle: 'active', deployment: 'pending_deploy' },
      context: {
        ...{ machineId: 'a', running: '/a', beganAs: 'active' },
        desired: { path: '/b', cacheUrl: null, assignment },
        part: { ...part, ...changes },
      },
    });

  test('need not soak, and knows the order that it has', () => {
    expect(machine({})).toMatchObject({
      part: { ...part, soakMs: 0, soaksSince: null },
      lastOrder: 'r-1:0:2',
      lastRevert: null,
    });
    expect(machine({ batch: 'revert' })).toMatchObject({ lastRevert: 'r-1' });
    expect(machine({ verdict: 'closed' })).toMatchObject({ part: { verdict: 'closed' } });
  });

  test('without a part has none', () => {
    const context = { machineId: 'a', running: '/a', beganAs: 'active', desired: null, part: null };
    expect(contextIn('machine', { value: {}, context })).toEqual({ ...context, lastOrder: null, lastRevert: null });
  });

  test('that was passed by has no part, unless an earlier try has told it what to run', () => {
    expect(machine({ verdict: 'skipped' }, 'r-0:0:1')).toMatchObject({ part: null, lastOrder: 'r-1:0:2' });
    expect(machine({ verdict: 'skipped' }, null)).toMatchObject({ part: null });
    expect(machine({ verdict: 'skipped' }, 'r-1:0:1')).toMatchObject({ part: { verdict: 'closed', previous: '/a' } });
  });
});

describe('a batch of version 1', () => {
  test('has no soak time and no success threshold, and keeps its counts', () => {
    const tally = { size: 3, healthy: 1, unhealthy: 0, skipped: 0 };
    const context = contextIn('batch', { value: { active: 'deploying' }, context: { attempt: 2, deadline: 9, tally } });
    expect(context).toEqual({
      ...{ attempt: 2, deadline: 9, soakMs: 0, required: null, failing: [], isOverdue: false },
      tally: { ...tally, soaking: 0 },
    });
  });
});

describe('a rollout of version 2', () => {
  const rollout = (value: unknown) =>
    upgraded('rollout', stored(2, { status: 'active', children: { progress: 1 }, value, context: { id: 'r-1' } }), 3);

  test('that is paused was paused by a failure', () => {
    expect(rollout('paused').state).toMatchObject({
      value: { paused: 'by_failure' },
      context: { id: 'r-1', order: 0 },
    });
  });

  test.each(['created', { running: 'timed' }, { reverting: 'waiting' }, 'failed'])(
    'that is %j is where it was, and waits for what it waited for',
    (value) => expect(rollout(value).state).toMatchObject({ value, children: { progress: 1 }, context: { order: 0 } }),
  );
});

describe('a batch of version 2', () => {
  test('has not taken a numbered order', () => {
    const context = { index: 0, attempt: 2 };
    const { state } = upgraded('batch', stored(2, { status: 'active', value: { active: 'deploying' }, context }), 3);
    expect(state).toEqual({ status: 'active', value: { active: 'deploying' }, context: { ...context, order: 0 } });
  });
});

describe('a rollout of version 1', () => {
  const context = {
    id: 'r-1',
    sizes: [1, 2, 4],
    current: 1,
    answered: 0,
    reverted: 0,
    deadline: 9,
    onFailure: 'revert',
  };
  const rollout = (value: unknown, changes = {}) =>
    contextIn('rollout', { value, context: { ...context, ...changes } });

  test.each(['created', 'paused', 'completed', 'failed', 'cancelled'])(
    'that is %s has no progress deadline',
    (value) => {
      expect(rollout(value)).toMatchObject({ progressMs: null, cause: 'batch failure', step: 0, due: 0, stuck: 0 });
      expect(upgraded('rollout', stored(1, { value, context }), 2).state).toMatchObject({ value });
    },
  );

  test('that is running is not hurried', () => {
    expect(upgraded('rollout', stored(1, { value: 'running', context }), 2).state).toMatchObject({
      value: { running: 'in_time' },
    });
  });

  test('that takes back what it did waits for all machines at once, as it has told them', () => {
    expect(rollout({ reverting: 'waiting' }, { answered: 2, reverted: 1 })).toMatchObject({
      ...{ step: 0, due: 3, answered: 2, reverted: 1, stuck: 1, failureThreshold: '100%', deadline: 9 },
    });
  });
});
