import { describe, expect, test } from 'vitest';
import {
  leftActive,
  rolloutCards,
  withBeginning,
  withRows,
} from '../../../../services/board/rollouts/rollout-cards.ts';
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
    expect(card?.counts).toEqual({ healthy: 1, unhealthy: 1, pending: 1, other: 1 });
  });

  test('count what a row tells', () => {
    const row = aRow({ machine_id: 'b', detail: { verdict: 'healthy' } });
    const { cards, isStale } = withRows(rolloutCards([listed('r-1', 1, 'running')]), [row]);
    expect(cards[0]?.counts.healthy).toBe(2);
    expect(isStale).toBe(false);
  });

  test.each([
    [true, ['d', 'c', 'a']],
    [false, ['d', 'c']],
  ])('drop who is not in what was fetched and would be, when there are older ones: %j', (hasMore, ids) => {
    const before = rolloutCards([listed('c', 3, 'running'), listed('b', 2, 'completed'), listed('a', 0, 'completed')]);
    const page = [listed('d', 4, 'completed'), listed('c', 1, 'completed')];
    const after = withBeginning(before, { page, active: [], hasMore });
    expect(after.map(({ rollout }) => rollout.id)).toEqual(ids);
  });

  test('name those that were active and are not among them', () => {
    const before = rolloutCards([listed('a', 1, 'paused'), listed('b', 2, 'running'), listed('c', 3, 'completed')]);
    expect(leftActive(before, { page: [], active: [listed('b', 2, 'running')], hasMore: true })).toEqual(['a']);
  });

  test('keep the counts of one that has ended, and forget its machines', () => {
    const cards = rolloutCards([listed('r-1', 1, 'completed')]);
    const counts = { healthy: 1, unhealthy: 1, pending: 1, other: 1 };
    expect(cards).toEqual([expect.objectContaining({ counts, health: new Map() })]);
    const row = aRow({ machine_id: 'b', detail: { verdict: 'healthy' } });
    expect(withRows(cards, [row]).cards[0]?.counts).toEqual(counts);
  });

  test('have the status that a row tells', () => {
    const row = aRow({ type: 'status_change', detail: { from: 'running', to: 'cancelled' } });
    const { cards } = withRows(rolloutCards([listed('r-1', 1, 'running')]), [row]);
    expect(cards[0]?.rollout.status).toBe('cancelled');
  });

  test.each([
    ['a status changes', aRow({ type: 'status_change' })],
    ['one begins that is not known', aRow({ type: 'batch_started', rollout_id: 'new' })],
    ['rows are missing', { type: 'gap', from: 1, to: 2 } as const],
  ])('are to be fetched when %s', (_, frame) => {
    expect(withRows(rolloutCards([listed('r-1', 1, 'running')]), [frame]).isStale).toBe(true);
  });
});
