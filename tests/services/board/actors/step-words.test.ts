import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../../machines/model/actor.ts';
import { stepWords } from '../../../../services/board/actors/step-words.ts';

const NAMES = new Map([['deployment__failed', 'deployment.failed']]);
const aStep = (changes: Partial<Transition>): Transition => ({
  ...{ seq: 1, address: 'machine:web-01', delivery: 1, at: '2026-04-20T09:15:02Z', event: 'deploy', detail: {} },
  ...{ taken: [], state: {}, active: [] },
  ...changes,
});

describe('a step in words', () => {
  test('says what happened, where it led, and what else was said', () => {
    const step = aStep({
      event: 'xstate.done.actor.deadline',
      detail: { reason: 'late' },
      taken: [{ from: 'deployment__failed', to: ['a', 'b'] }],
    });
    expect(stepWords(step, NAMES)).toEqual({
      event: 'deadline is done',
      detail: 'reason=late',
      moves: ['deployment.failed → a, b'],
    });
  });

  test('says that it begins', () => expect(stepWords(aStep({ event: 'xstate.init' }), NAMES).event).toBe('begins'));
});
