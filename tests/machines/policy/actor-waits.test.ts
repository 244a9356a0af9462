import { describe, expect, test } from 'vitest';
import { actorWaits } from '../../../machines/policy/actor-waits.ts';
import { statechartNamed } from '../../../services/draw/product-charts.ts';

const batch = statechartNamed('batch') ?? { states: [] };
const sleeping = (until: unknown) => ({
  deadline: { src: 'sleepUntil', snapshot: { status: 'active', input: { until } } },
});

describe('what an actor waits for', () => {
  test('has the effect, the state that invoked it and the end of its time', () => {
    const persisted = { value: { active: 'waiting_health' }, children: sleeping(Date.UTC(2026, 0, 2)) };
    expect(actorWaits(persisted, batch)).toEqual([
      { effect: 'deadline', name: 'sleepUntil', state: 'active__waiting_health', until: '2026-01-02T00:00:00.000Z' },
    ]);
  });

  test.each([[undefined], ['soon'], [Number.NaN], [9e15], [null]])('has no end of time when that is %s', (until) => {
    const persisted = { value: { active: 'waiting_health' }, children: sleeping(until) };
    expect(actorWaits(persisted, batch)).toMatchObject([{ effect: 'deadline', until: null }]);
  });

  test('of which the chart knows nothing has no state, and its id for a name', () => {
    expect(actorWaits({ value: { active: 'waiting_health' }, children: { other: null } }, batch)).toEqual([
      { effect: 'other', name: 'other', state: null, until: null },
    ]);
  });

  test.each([[null], ['text'], [7], [{}], [{ children: 'x' }]])('is nothing in %j', (persisted) => {
    expect(actorWaits(persisted, batch).filter(({ effect }) => effect.length > 1)).toEqual([]);
  });
});
