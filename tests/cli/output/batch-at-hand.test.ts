import { describe, expect, test } from 'vitest';
import { batchAtHand, goesOn } from '../../../cli/output/batch-at-hand.ts';
import { aRollout } from './a-rollout.ts';

describe('the batch at hand', () => {
  test('of a paused rollout goes on', () => {
    const rollout = aRollout({ status: 'paused' });
    expect(batchAtHand(rollout)?.batch_index).toBe(0);
    expect(goesOn(rollout)).toBe('batch 1 of 2 goes on, and no other begins');
  });

  test.each(['cancelled', 'completed', 'failed'] as const)('of a rollout that is %s only keeps its word', (status) => {
    expect(batchAtHand(aRollout({ status }))).toBeUndefined();
  });
});
