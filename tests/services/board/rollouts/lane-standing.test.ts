import { describe, expect, test } from 'vitest';
import type { BatchDetail, RolloutDetail } from '../../../../machines/model/rollout.ts';
import { deadlineOf } from '../../../../services/board/rollouts/deadline.ts';
import { laneWord } from '../../../../services/board/rollouts/lane-standing.ts';
import { rolloutModel } from '../../../../services/board/rollouts/rollout-model.ts';
import { aBatch, aRollout, START } from './a-rollout.ts';

type Standing = Pick<RolloutDetail, 'status' | 'phase'>;

/** The word and the deadline of a batch in a rollout. */
function standing(rollout: Partial<Standing>, status: BatchDetail['status'] = 'waiting_health') {
  const model = rolloutModel(aRollout({ ...rollout, batches: [aBatch({ status })] }));
  const [lane] = model.lanes;
  return lane && [laneWord(lane, model.rollout), deadlineOf(model, lane)];
}

describe('a batch', () => {
  test.each<RolloutDetail['status']>(['running', 'paused'])('is waited for while its rollout is %s', (status) => {
    expect(standing({ status })).toEqual(['waiting_health', START + 300_000]);
  });

  test.each<Standing>([
    { status: 'cancelled', phase: null },
    { status: 'failed', phase: 'reverting' },
    { status: 'failed', phase: 'reverted' },
  ])('is stopped, and not waited for, when its rollout is %j', (rollout) => {
    expect(standing(rollout)).toEqual(['stopped', undefined]);
  });

  test('never begins once its rollout has ended, and is what it came to if it did', () => {
    expect(standing({ status: 'cancelled' }, 'pending')).toEqual(['not begun', undefined]);
    expect(standing({ status: 'cancelled' }, 'failed')).toEqual(['failed', undefined]);
    expect(standing({ status: 'running' }, 'pending')).toEqual(['pending', undefined]);
  });
});
