import { describe, expect, test } from 'vitest';
import { pauseLines } from '../../../cli/output/pause-lines.ts';

describe('what is said of a pause', () => {
  test('is what to do next, also when nobody knows how the rollout is now', () => {
    for (const rollout of [undefined, { status: 'paused' as const, batches: [] }])
      expect(pauseLines('r-1', rollout)).toEqual([
        'Rollout r-1 paused: no batch begins',
        '  Resume with:  nixfleet rollout resume r-1',
        '  Give up with: nixfleet rollout cancel r-1',
      ]);
  });

  test.each(['running', 'completed', 'failed', 'cancelled'] as const)(
    'is not that a rollout is paused that is %s',
    (status) => {
      const [first] = pauseLines('r-1', { status, batches: [] });
      expect(first).toBe(`Rollout r-1 is not paused: it is ${status}, which came before the pause`);
    },
  );
});
