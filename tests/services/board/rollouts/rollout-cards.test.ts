import { describe, expect, test } from 'vitest';
import { countsIn, rolloutCards, withRows } from '../../../../services/board/rollouts/rollout-cards.ts';
import { aBatch, aRollout, aRow, second } from './a-rollout.ts';

const HEALTH = {
  a: 'healthy',
  b: 'pending',
  c: { unhealthy: 'nginx: inactive' },
  d: { unhealthy: 'skipped: it is in maintenance' },
} as const;
const listed = (id: string, at: number, status: 'running' | 'completed' | 'paused') =>
  aRollout({ id, created_at: second(at), status, batches: [aBatch({ machine_health: HEALTH })] });

describe('the cards of rollouts', () => {
  test('have what may move first, each once, the newest first', () => {
    const done = listed('done', 3, 'completed');
    const old = listed('old', 1, 'paused');
    const now = listed('now', 2, 'running');
    expect(rolloutCards([old, now, done, now]).map(({ rollout }) => rollout.id)).toEqual(['now', 'old', 'done']);
  });

  test('keep what was there before, as it is now', () => {
    const before = rolloutCards([listed('a', 1, 'running'), listed('b', 0, 'completed')]);
    const after = rolloutCards([listed('a', 1, 'completed')], before);
    expect(after.map(({ rollout: { id, status } }) => [id, status])).toEqual([
      ['a', 'completed'],
      ['b', 'completed'],
    ]);
  });

  test('count machines, those without a word in v0.1.1 apart', () => {
    const [card] = rolloutCards([listed('r-1', 1, 'running')]);
    expect(card && countsIn(card)).toEqual({ healthy: 1, unhealthy: 1, pending: 1, other: 1 });
  });

  test('count what a row tells', () => {
    const row = aRow({ machine_id: 'b', detail: { verdict: 'healthy' } });
    const { cards, isStale } = withRows(rolloutCards([listed('r-1', 1, 'running')]), [row]);
    expect(cards[0] && countsIn(cards[0]).healthy).toBe(2);
    expect(isStale).toBe(false);
  });

  test.each([
    ['a status changes', aRow({ type: 'status_change' })],
    ['one begins that is not known', aRow({ type: 'batch_started', rollout_id: 'new' })],
    ['rows are missing', { type: 'gap', from: 1, to: 2 } as const],
  ])('are to be fetched when %s', (_, frame) => {
    expect(withRows(rolloutCards([listed('r-1', 1, 'running')]), [frame]).isStale).toBe(true);
  });
});
