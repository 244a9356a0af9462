import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../../machines/model/actor.ts';
import {
  isFurtherBack,
  live,
  lookingAt,
  NO_STEPS,
  placeIn,
  played,
  shownStep,
  withSteps,
} from '../../../../services/board/actors/timeline.ts';

const step = (seq: number): Transition => ({
  ...{ seq, address: 'rollout:r-1', delivery: seq, at: '2026-04-20T09:15:02Z', event: 'start', detail: {} },
  ...{ taken: [], state: 'running', active: ['running'] },
});
const steps = (...seqs: number[]) => seqs.map(step);
const THREE = withSteps(NO_STEPS, steps(7, 5, 3));

describe('the history of an actor', () => {
  test('shows nothing while there is nothing', () => {
    expect([placeIn(NO_STEPS), shownStep(NO_STEPS), lookingAt(NO_STEPS, 0), played(NO_STEPS)]).toEqual([
      ...[-1, undefined, NO_STEPS, NO_STEPS],
    ]);
  });

  test('is in order, each step once, however the steps come', () => {
    const all = withSteps(withSteps(THREE, steps(9, 7)), steps(1, 3));
    expect(all.steps.map(({ seq }) => seq)).toEqual([1, 3, 5, 7, 9]);
  });

  test('shows the newest, also when another comes', () => {
    expect(shownStep(THREE)?.seq).toBe(7);
    expect(shownStep(withSteps(THREE, steps(9)))?.seq).toBe(9);
  });

  test('stays at a step, whatever comes before or after it', () => {
    const there = lookingAt(THREE, 1);
    expect(shownStep(withSteps(there, steps(1, 2, 9)))?.seq).toBe(5);
    expect(placeIn(withSteps(there, steps(1, 2, 9)))).toBe(3);
  });

  test.each([
    [-3, 3],
    [0, 3],
    [2, 7],
    [99, 7],
  ])('looks at place %i as seq %i', (place, seq) => expect(shownStep(lookingAt(THREE, place))?.seq).toBe(seq));

  test('shows the step before one that is not kept any more, and the first when there is none', () => {
    expect(shownStep({ ...THREE, at: 6 })?.seq).toBe(5);
    expect(shownStep({ ...THREE, at: 1 })?.seq).toBe(3);
  });

  test('is played step by step, and then it is live', () => {
    const second = played(lookingAt(THREE, 0));
    expect(second.at).toBe(5);
    expect(played(played(second)).at).toBeUndefined();
  });

  test('goes back to now', () => expect(shownStep(live(lookingAt(THREE, 0)))?.seq).toBe(7));

  test.each([
    [undefined, false],
    [2, true],
    [3, false],
    [99, false],
  ])('has to be looked for further back: %s', (at, isBack) => expect(isFurtherBack({ ...THREE, at })).toBe(isBack));

  test('does not grow for ever while one looks at the newest, but nothing is taken from who looks back', () => {
    const many = Array.from({ length: 5100 }, (_, index) => step(index + 1));
    expect(withSteps(NO_STEPS, many).steps).toHaveLength(5000);
    expect(withSteps({ ...THREE, at: 3 }, many).steps).toHaveLength(5100);
  });
});
