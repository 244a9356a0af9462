import { describe, expect, test } from 'vitest';
import type { RolloutStatus } from '../../../machines/model/rollout.ts';
import { hasEnded, isActive, isTerminal } from '../../../machines/policy/rollout-status.ts';

describe('the status of a rollout', () => {
  test.each<[RolloutStatus, boolean]>([
    ['created', true],
    ['running', true],
    ['paused', true],
    ['completed', false],
    ['failed', false],
    ['cancelled', false],
  ])('%s: claims its machines is %s', (status, active) => {
    expect([isActive(status), isTerminal(status), hasEnded({ status, phase: null })]).toEqual([
      active,
      !active,
      !active,
    ]);
  });

  test('is no end while it takes back what it did', () => {
    expect(hasEnded({ status: 'failed', phase: 'reverting' })).toBe(false);
    expect(hasEnded({ status: 'failed', phase: 'revert_incomplete' })).toBe(true);
  });

  test('that is not known is neither', () => {
    const status = 'frozen' as RolloutStatus;
    expect([isActive(status), isTerminal(status), hasEnded({ status })]).toEqual([false, false, false]);
  });
});
