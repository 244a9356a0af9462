import { describe, expect, test } from 'vitest';
import { HttpFailed } from '../../../../machines/errors.ts';
import { Overhearing } from '../../../../services/board/rollouts/overhearing.ts';
import { aHold } from './a-plane.ts';
import { aRow } from './a-rollout.ts';

const [FIRST, SECOND, THIRD] = [aRow({ seq: 1 }), aRow({ seq: 2 }), aRow({ seq: 3 })];

describe('what is overheard', () => {
  test('is what a feed says from the beginning of each fetch to its end', async () => {
    const overhearing = new Overhearing();
    const [one, other] = [aHold(), aHold()];
    overhearing.hear(FIRST);
    const [short, long] = [overhearing.during(() => one.held), overhearing.during(() => other.held)];
    overhearing.hear(SECOND);
    one.release();
    const { heard } = await short;
    overhearing.hear(THIRD);
    other.release();
    expect([heard, (await long).heard]).toEqual([[SECOND], [SECOND, THIRD]]);
  });

  test('comes with what failed as that is', async () => {
    const failure = new HttpFailed('the disk is full', 500);
    await expect(new Overhearing().during(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});
