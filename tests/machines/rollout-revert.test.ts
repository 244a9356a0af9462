import { describe, expect, test } from 'vitest';
import type { RolloutEvent, RolloutInput } from '../../machines/rollout-setup.ts';
import { wireState } from '../../machines/wire-state.ts';
import {
  cancel,
  changes,
  failed,
  named,
  recalled,
  resume,
  returned,
  reverted,
  rollout,
  start,
  stepDeadline,
  succeeded,
  told,
} from './a-rollout.ts';

const fails = [start, succeeded(0), failed(1)];

/** Three machines in two batches, of which the second has failed. */
const reverting = (order: Partial<RolloutInput>, ...events: RolloutEvent[]) =>
  rollout({ onFailure: 'revert', ...order }, ...fails, ...events);

describe('a rollout that takes back what it did', () => {
  test('shows as failed, and begins with the batch that failed', () => {
    const { state, last } = reverting({});
    expect(wireState(state)).toBe('failed');
    expect(state.value).toEqual({ reverting: 'waiting' });
    expect(state.context).toMatchObject({ step: 1, due: 2, deadline: 8000, failed: 1 });
    expect(changes(last)).toEqual([{ from: 'running', to: 'failed', reason: 'batch failure + revert' }]);
    expect(named(last, 'revert_started')).toEqual([{ machines: 3 }]);
    expect(named(last, 'revert_batch_started')).toEqual([{ batch_index: 1, machines: 2 }]);
    expect(last.at(-1)).toEqual({
      type: 'tell',
      to: 'batch-members:r-1:1',
      event: { type: 'revert', rollout: 'r-1' },
    });
  });

  test('goes on to the batch before when every machine of it has answered', () => {
    expect(reverting({}, reverted()).last).toEqual([]);
    const { state, last } = reverting({}, reverted(), reverted());
    expect(state.value).toEqual({ reverting: 'waiting' });
    expect(state.context).toMatchObject({ step: 0, due: 1, answered: 0, deadline: 9000 });
    expect(named(last, 'revert_batch_started')).toEqual([{ batch_index: 0, machines: 1 }]);
    expect(told(last)).toEqual([['batch-members:r-1:0', 'revert']]);
  });

  test('never takes back a batch that had not begun', () => {
    const { said } = rollout({ onFailure: 'revert', sizes: [1, 2, 3] }, ...fails);
    expect(told(said).filter(([, type]) => type === 'revert')).toEqual([['batch-members:r-1:1', 'revert']]);
  });

  test.each([
    ['reverted', [reverted(), reverted(), reverted()]],
    ['reverted', [reverted('skipped'), reverted('superseded'), reverted()]],
    ['revert_incomplete', [reverted(), reverted('unhealthy'), reverted()]],
    ['revert_incomplete', [reverted(), returned('revert', 'machine:a'), reverted()]],
  ] as [string, RolloutEvent[]][])('says in the end that it is %s', (phase, answers) => {
    const { state, last } = reverting({}, ...answers);
    expect([state.value, state.context.phase]).toEqual(['failed', phase]);
    const back = answers.filter((each) => each.type === 'machine.reverted' && each.outcome !== 'unhealthy').length;
    expect(named(last, 'revert_completed')).toEqual([{ phase, reverted: back, machines: 3 }]);
  });

  test('passes by the machines that were deleted', () => {
    const { state } = reverting({}, { type: 'members.gone', count: 2, now: 4000 }, reverted());
    expect(state.context.phase).toBe('reverted');
  });

  test('gives up on the silent ones of a step at its deadline, and goes on when that is answered', () => {
    const { state, last } = reverting({}, reverted(), stepDeadline);
    expect(state.value).toEqual({ reverting: 'giving_up' });
    const reason = 'no healthy report within 5 s';
    const event = { type: 'give_up', rollout: 'r-1', batch: 'revert', reason };
    expect(last).toEqual([{ type: 'tell', to: 'batch-unreverted:r-1:1', event }]);
    const next = reverting({}, reverted(), stepDeadline, reverted('unhealthy'));
    expect(next.state.context).toMatchObject({ step: 0, deadline: 9000 });
  });

  test('counts a machine once that is given up before its order came back', () => {
    const lost = [returned('revert', 'machine:a'), returned('give_up', 'machine:a')];
    expect(reverting({}, stepDeadline, ...lost).state.context).toMatchObject({ answered: 1, stuck: 1 });
    expect(reverting({}, ...lost).state.context).toMatchObject({ answered: 1, stuck: 1 });
  });

  test('says in its row that a machine cannot take the order', () => {
    const { last } = reverting({}, returned('revert', 'machine:a'));
    expect(last).toMatchObject([
      { type: 'judged', machineId: 'a', verdict: 'revert_failed', isBack: true },
      { name: 'machine_reverted' },
    ]);
  });

  test('is not moved by mail to a batch that comes back', () => {
    const { state } = reverting({}, returned('overdue', 'batch:r-1:1'), returned('start', 'batch:r-1:1'));
    expect(state.context.answered).toBe(0);
  });

  test('does not do its batches again, nor resumes', () => {
    expect(reverting({}, succeeded(1), failed(1), start, resume).last).toEqual([]);
  });
});

describe('a step back', () => {
  const three = { sizes: [1, 2, 2], onFailure: 'revert' as const };
  const way = [start, succeeded(0), succeeded(1), failed(2)];

  test('over the batch that failed never stops the way back', () => {
    const { last } = rollout(three, ...way, reverted('unhealthy'), reverted('unhealthy'));
    expect(told(last)).toEqual([['batch-members:r-1:1', 'revert']]);
  });

  test('over a batch that was well stops it when it does more harm than is tolerated', () => {
    const back = [...way, reverted(), reverted(), reverted(), reverted('unhealthy')];
    const { state, last } = rollout(three, ...back);
    expect([state.value, state.context.phase]).toEqual(['failed', 'revert_incomplete']);
    expect(named(last, 'revert_stopped')).toEqual([{ reason: '1 machine of batch 2 could not go back, 0 tolerated' }]);
    expect(named(last, 'revert_completed')).toEqual([{ phase: 'revert_incomplete', reverted: 3, machines: 5 }]);
    const tolerated = rollout({ ...three, failureThreshold: '50%' }, ...back);
    expect(told(tolerated.last)).toEqual([['batch-members:r-1:0', 'revert']]);
  });

  test('over a batch that was well stops it also when no batch has failed: its time was up', () => {
    const late = [{ ...start, now: 0 } as RolloutEvent, succeeded(0), succeeded(1, 60_000)];
    const order = { ...three, progressMs: 60_000 };
    const { state } = rollout(order, ...late, reverted(), reverted('unhealthy'));
    expect(state.value).toBe('failed');
  });

  test('over the first batch has nothing to stop any more', () => {
    const { last } = reverting({}, reverted(), reverted(), reverted('unhealthy'));
    expect(named(last, 'revert_stopped')).toEqual([]);
  });
});

describe('cancelling a rollout that takes back what it did', () => {
  test.each([
    ['waits', []],
    ['gives up', [stepDeadline]],
    ['has come to the batch before', [reverted(), reverted()]],
  ] as [string, RolloutEvent[]][])('while it %s stops further machines', (_, events) => {
    const { state, last } = reverting({}, ...events, cancel);
    expect([state.value, state.context.phase]).toEqual(['failed', 'revert_incomplete']);
    expect(named(last, 'revert_stopped')).toEqual([{ reason: 'cancelled by apikey:me' }]);
    expect(recalled(last)).toEqual([
      ['rollout:r-1', 'revert'],
      ['rollout:r-1', 'give_up'],
    ]);
    expect(told(last)).toEqual([['rollout-touched:r-1:1', 'stand_down']]);
    expect(changes(last)).toEqual([]);
  });

  test('is the end of it', () => {
    const { last } = reverting({}, cancel, reverted(), stepDeadline, cancel, returned('revert', 'machine:a'));
    expect(last).toEqual([]);
  });
});
