import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ending, judged, tallied } from '../../../machines/policy/tally.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from '../../../machines/policy/threshold.ts';
import { why } from '../../../machines/policy/why.ts';
import { leastHealthy } from '../../../machines/policy/why-earlier-batch.ts';
import { type Changes, said, someFacts } from './some-facts.ts';

const part = { batchIndex: 2, startedAt: null };

describe('a machine of the batch after the one at hand', () => {
  test.each<[string, Changes]>([
    ['batch 3 starts when 3 more of batch 2 are healthy', { batches: [{}, { open: 3, healthy: 1 }] }],
    ['batch 3 starts when 1 more of batch 2 is healthy', { batches: [{}, { open: 1, healthy: 3 }] }],
    [
      'batch 3 starts when 2 more of batch 2 are healthy, and 1 of them is soaking',
      { batches: [{}, { open: 2, soaking: 1 }] },
    ],
    [
      'batch 3 starts when 2 more of batch 2 are healthy, and all of them are soaking',
      { batches: [{}, { open: 2, soaking: 2 }] },
    ],
    [
      'batch 3 starts when 1 more of batch 2 is healthy, and it is soaking',
      { batches: [{}, { open: 1, healthy: 3, soaking: 1 }] },
    ],
    [
      'batch 3 starts when 3 more of batch 2 have settled, at least 2 of them healthy',
      { rollout: { failureThreshold: '1' }, batches: [{}, { open: 3, healthy: 1 }] },
    ],
    [
      'batch 3 starts when 3 more of batch 2 are healthy',
      { rollout: { failureThreshold: '1' }, batches: [{}, { open: 3, healthy: 0, unhealthy: 1 }] },
    ],
    [
      'batch 3 starts when 1 more of batch 2 has settled, healthy or not',
      { rollout: { failureThreshold: '1' }, batches: [{}, { open: 1, healthy: 3 }] },
    ],
    [
      'batch 3 starts when 2 more of batch 2 have settled, at least 1 of them healthy',
      { rollout: { failureThreshold: '3' }, batches: [{}, { open: 2, healthy: 0, unhealthy: 1 }] },
    ],
    [
      'batch 3 starts when 3 more of batch 2 have settled, at least 2 of them healthy',
      { rollout: { failureThreshold: '100%', successThreshold: '75%' }, batches: [{}, { open: 3, healthy: 1 }] },
    ],
    [
      'batch 3 has to wait: batch 2 is about to fail',
      { rollout: { successThreshold: '4' }, batches: [{}, { open: 1, healthy: 2 }] },
    ],
    ['batch 3 has to wait: batch 2 is about to fail', { batches: [{}, { open: 1, unhealthy: 1 }] }],
    ['batch 3 starts as soon as batch 2 is judged', { batches: [{}, { open: 0, healthy: 4 }] }],
    [
      'batch 3 starts after batch 2, which is about to start',
      { batches: [{}, { status: 'pending', startedAt: null }] },
    ],
    ['batch 3 has to wait: batch 2 has failed', { batches: [{}, { status: 'failed' }] }],
    [
      'batch 3 starts when 2 more of batch 2 are healthy; the rollout has 88 s left',
      { rollout: { deadline: 200_000 } },
    ],
  ])('%s', (sentence, changes) => expect(said({ part, ...changes })).toEqual(['earlier_batch', sentence]));

  test('waits for it until it is given up, or the rollout is', () => {
    const { what, whom, until } = why(someFacts({ part }));
    expect([what, whom, until]).toEqual(['batch', 'batch:1', '1970-01-01T00:06:40Z']);
    expect(why(someFacts({ part, rollout: { deadline: 200_000 } })).until).toBe('1970-01-01T00:03:20Z');
  });
});

describe('a machine of a later batch', () => {
  test.each<[string, Changes]>([
    [
      'batch 3 starts after batch 2; batch 1 waits for 2 machines',
      { batches: [{ status: 'deploying' }, { status: 'pending' }] },
    ],
    [
      'batch 3 starts after batch 2; batch 1 has 2 machines soaking',
      { batches: [{ status: 'waiting_health', soaking: 2 }, { status: 'pending' }] },
    ],
    [
      'batch 3 starts after batch 2; batch 1 is about to start',
      { batches: [{ status: 'pending' }, { status: 'pending' }] },
    ],
    ['batch 3 starts after batch 2; batch 1 has failed', { batches: [{ status: 'failed' }, { status: 'pending' }] }],
  ])('%s', (sentence, changes) => expect(said({ part, ...changes })).toEqual(['earlier_batch', sentence]));
});

describe('how many more have to be healthy', () => {
  const ending = fc.constantFrom<Ending>('healthy', 'unhealthy', 'skipped');
  const threshold = fc.constantFrom('0', '1', '2', '25%', '50%', '100%');

  test('is what the batch asks for, however its machines end', () => {
    fc.assert(
      fc.property(
        fc.array(ending, { maxLength: 6 }),
        fc.nat(6),
        threshold,
        fc.option(threshold, { nil: null }),
        (ended, open, failureThreshold, successThreshold) => {
          const size = ended.length + open;
          fc.pre(size > 0);
          const none = { size, healthy: 0, unhealthy: 0, skipped: 0, soaking: 0 };
          const now = ended.reduce((tally, how) => tallied(tally, how), none);
          const tolerance = {
            allowed: allowedFailures(failureThreshold, size),
            toleratesAll: toleratesAll(failureThreshold),
            required: successThreshold === null ? null : requiredHealthy(successThreshold, size),
          };
          const least = leastHealthy({ ...now, open }, { failureThreshold, successThreshold });
          for (let well = 0; well <= open; well += 1) {
            const end = { ...now, healthy: now.healthy + well, unhealthy: now.unhealthy + open - well };
            expect(judged(end, tolerance) === 'succeeded').toBe(least !== undefined && well >= least);
          }
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });
});
