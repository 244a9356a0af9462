import { describe, expect, onTestFinished, test } from 'vitest';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import { watchRollouts, type RolloutsWatch } from '../../../../services/board/rollouts/rollouts-watch.ts';
import { aRollout } from './a-rollout.ts';

type Watched = RolloutsWatch['session'];

/** A control plane whose feed stands at once, and which answers what it is asked when it is told to. */
function aSlowPlane() {
  const waiting: ((rollouts: RolloutDetail[]) => void)[] = [];
  const client = {
    listRollouts: () => Promise.resolve([]),
    page: () =>
      new Promise((resolve) => {
        waiting.push((items) => resolve({ items, next: undefined }));
      }),
  } as unknown as Watched['client'];
  const session: Watched = { client, follow: ({ state }) => state('connected') };
  return { session, waiting };
}

describe('a list that is watched', () => {
  test('takes answers that overlap', async () => {
    const { session, waiting } = aSlowPlane();
    const leaving = new AbortController();
    onTestFinished(() => leaving.abort());
    const shown: string[][] = [];
    const failures: unknown[] = [];
    watchRollouts({
      session,
      status: undefined,
      show: (cards) => shown.push(cards.map(({ rollout }) => rollout.id)),
      failed: (error) => failures.push(error),
      signal: leaving.signal,
    });
    expect(waiting.length).toBe(2);
    for (const answer of waiting) answer([aRollout()]);
    await expect.poll(() => shown.length).toBe(2);
    expect(failures).toEqual([]);
    expect(shown.at(-1)).toEqual(['r-1']);
  });
});
