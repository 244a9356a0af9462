import { describe, expect, test } from 'vitest';
import { rolloutModel } from '../../../../services/board/rollouts/rollout-model.ts';
import { shareOf, ticksOf, timeAxis } from '../../../../services/board/rollouts/time-axis.ts';
import { aBatch, aMachine, aRollout, second, START } from './a-rollout.ts';

const NOW = START + 60_000;

describe('the axis of time of a rollout', () => {
  test('reaches beyond now while a batch is under way', () => {
    const axis = timeAxis(rolloutModel(aRollout()), NOW);
    expect(axis).toMatchObject({ from: START, reached: NOW, now: NOW });
    expect(axis.to).toBeGreaterThan(NOW);
  });

  test('ends where a rollout ended, however long ago that is', () => {
    const batches = [aBatch({ status: 'succeeded', completed_at: second(40) })];
    const axis = timeAxis(rolloutModel(aRollout({ status: 'completed', batches })), START + 86_400_000);
    expect(axis).toMatchObject({ reached: START + 40_000, now: undefined });
    expect(axis.to).toBeLessThan(START + 45_000);
  });

  test('stands still while a rollout is paused and no batch is at work', () => {
    const machines = [aMachine({ verdict: 'unhealthy', settled_at: second(30) })];
    const batches = [aBatch({ status: 'failed', completed_at: second(30) })];
    const model = rolloutModel(aRollout({ status: 'paused', batches, machines }));
    expect(timeAxis(model, NOW).now).toBeUndefined();
  });

  test('goes on while a paused rollout has a batch under way', () => {
    expect(timeAxis(rolloutModel(aRollout({ status: 'paused' })), NOW).now).toBe(NOW);
  });

  test('has room for a deadline that is near, and not for one that is far', () => {
    const to = (health_timeout: number) => timeAxis(rolloutModel(aRollout({ health_timeout })), NOW).to;
    expect(to(120)).toBeGreaterThan(START + 120_000);
    expect(to(3600)).toBeLessThan(START + 120_000);
  });

  test('is labelled at round distances', () => {
    expect(ticksOf({ from: 0, to: 100_000 }).map(({ label }) => label)).toEqual([
      ...['created', '+30 s', '+1 min', '+1 min 30 s'],
    ]);
  });

  test('says a distance so exactly that no two ticks are called the same', () => {
    const labels = ticksOf({ from: 0, to: 2.8 * 3_600_000 }).map(({ label }) => label);
    expect(labels.slice(-3)).toEqual(['+1 h 30 min', '+2 h', '+2 h 30 min']);
  });

  test('keeps what is outside at its ends', () => {
    const axis = { from: 0, to: 100 };
    expect([-5, 50, 500].map((at) => shareOf(axis, at))).toEqual([0, 0.5, 1]);
  });
});
