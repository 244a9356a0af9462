import { describe, expect, test } from 'vitest';
import { type Batch, batchFailed, batchStarted, batchSucceeded } from '../../../machines/policy/batch-announcements.ts';

const aBatch = (batch: Partial<Batch> = {}): Batch => ({
  ...{ rollout: 'r-1', index: 1, allowed: 1, required: null, healthTimeoutMs: 5000, soakMs: 0 },
  ...{ failing: [], isOverdue: false, tally: { size: 4, healthy: 2, unhealthy: 2, skipped: 0, soaking: 0 } },
  ...batch,
});
const few = { size: 4, healthy: 0, unhealthy: 1, skipped: 2, soaking: 0 };

describe('the events of a batch that v0.1.1 knows', () => {
  test.each([
    ['batch_started', batchStarted, '{"batch_index":1,"machines":4}'],
    ['batch_completed', batchSucceeded, '{"batch_index":1,"healthy":2,"unhealthy":2}'],
    ['batch_failed', batchFailed, '{"batch_index":1,"unhealthy":2,"threshold":1}'],
  ])('keep their detail, to the order of its keys: %s', (name, announced, detail) => {
    const [event] = announced(aBatch());
    expect([event?.type === 'event' && event.name, event?.type === 'event' && JSON.stringify(event.detail)]).toEqual([
      name,
      detail,
    ]);
  });
});

describe('why a batch has failed', () => {
  test.each([
    ['batch 2 failed: 2 of 4 machines unhealthy; 1 tolerated', {}],
    ['batch 2 failed: 2 of 4 machines unhealthy: a, b; 1 tolerated', { failing: ['a', 'b'] }],
    ['batch 2 failed: 2 of 4 machines unhealthy: a, …; 1 tolerated', { failing: ['a'] }],
    [
      'batch 2 failed: 1 of 4 machines unhealthy, 2 skipped; 2 have to be healthy; 1 tolerated',
      { tally: few, required: 2 },
    ],
    [
      'batch 2 was not done in time: 2 of 4 machines healthy, 2 of 4 machines unhealthy; 1 tolerated',
      { isOverdue: true },
    ],
  ] as [string, Partial<Batch>][])('is said: %s', (message, batch) => {
    expect(batchFailed(aBatch(batch))[0]).toMatchObject({ message });
  });

  test('is told to the rollout, with the numbers', () => {
    expect(batchFailed(aBatch({ isOverdue: true })).at(-1)).toMatchObject({
      to: 'rollout:r-1',
      event: { type: 'batch.failed', index: 1, unhealthy: 2, size: 4, isOverdue: true },
    });
  });
});
