import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../../machines/model/actor.ts';
import {
  live,
  lookingAt,
  NO_STEPS,
  placeIn,
  played,
  shownStep,
  type Timeline,
  withActor,
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

  test('does not grow for ever while one looks at the newest, but nothing is taken from who looks back', () => {
    const many = Array.from({ length: 5100 }, (_, index) => step(index + 1));
    expect(withSteps(NO_STEPS, many).steps).toHaveLength(5000);
    expect(withSteps({ ...THREE, at: 3 }, many).steps).toHaveLength(5100);
  });

  test('begins with the first step of an actor: what was before that is of one that is no more', () => {
    const began = withSteps(THREE, [{ ...step(9), event: 'xstate.init' }, step(10)]);
    expect(began.steps.map(({ seq }) => seq)).toEqual([9, 10]);
    expect(withSteps(began, steps(1)).steps.map(({ seq }) => seq)).toEqual([9, 10]);
  });
});

describe('the history of an actor that is told anew', () => {
  const told = (last_seq: number, ...seqs: number[]) => ({ history: steps(...seqs), last_seq });
  const seqsOf = (timeline: Timeline) => timeline.steps.map(({ seq }) => seq);

  test('keeps what is older than what is told, and what came since', () => {
    const after = withActor(THREE, told(6, 5), false);
    expect([seqsOf(after), after.forgotten]).toEqual([[3, 5, 7], 0]);
  });

  test('keeps all when none are kept there any more', () => {
    expect(seqsOf(withActor(THREE, told(20), false))).toEqual([3, 5, 7]);
  });

  test('forgets what is known to be of another past', () => {
    const after = withActor({ ...THREE, at: 7 }, told(4, 4), true);
    expect([seqsOf(after), after.forgotten, after.at]).toEqual([[4], 1, 7]);
  });

  test('forgets all when a step is not there where all are told', () => {
    expect(seqsOf(withActor(THREE, told(20, 9, 3), false))).toEqual([3, 9]);
  });

  test('forgets all when a step is another one', () => {
    const other = { ...step(7), at: '2026-04-20T10:00:00Z' };
    const after = withActor(THREE, { history: [other], last_seq: 20 }, false);
    expect([after.steps, after.forgotten]).toEqual([[other], 1]);
  });
});
