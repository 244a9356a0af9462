import { describe, expect, test } from 'vitest';
import { why } from '../../../machines/policy/why.ts';
import { type Changes, NEW, said, someFacts } from './some-facts.ts';

describe('a machine whose turn has not come', () => {
  const later = { batchIndex: 2, startedAt: null };
  const first = { batchIndex: 0, startedAt: null };

  test.each<[string, string, Changes]>([
    ['earlier_batch', 'batch 3 starts when 3 more of batch 2 are healthy', { part: later, batches: [{}, { open: 3 }] }],
    ['earlier_batch', 'batch 3 starts when 1 more of batch 2 is healthy', { part: later, batches: [{}, { open: 1 }] }],
    ['earlier_batch', 'batch 3 starts as soon as batch 2 is judged', { part: later, batches: [{}, { open: 0 }] }],
    [
      'earlier_batch',
      'batch 3 starts after batch 2, which is about to start',
      { part: later, batches: [{}, { status: 'pending', startedAt: null }] },
    ],
    ['earlier_batch', 'batch 3 has to wait: batch 2 has failed', { part: later, batches: [{}, { status: 'failed' }] }],
    [
      'earlier_batch',
      'batch 3 starts after batch 2; batch 1 waits for 2 machines',
      { part: later, batches: [{ status: 'deploying' }, { status: 'pending' }] },
    ],
    [
      'earlier_batch',
      'batch 3 starts after batch 2; batch 1 is about to start',
      { part: later, batches: [{ status: 'pending' }, { status: 'pending' }] },
    ],
    ['starting', 'batch 3 is about to start', { part: later, batches: [{}, { status: 'succeeded' }] }],
    ['starting', 'batch 1 is about to start', { part: first, batches: [{ status: 'pending' }] }],
    ['dispatching', "batch 2 has started; the machine's order is on its way", { part: { startedAt: null } }],
    ['not_started', 'the rollout is planned and about to start', { part: first, rollout: { status: 'created' } }],
    [
      'paused',
      'the rollout is paused: batch 2 failed (2 unhealthy, 0 tolerated); resume it or cancel it',
      { part: later, rollout: { status: 'paused' }, batches: [{}, { status: 'failed', unhealthy: 2 }] },
    ],
    [
      'paused',
      'the rollout is paused: batch 2 could not be started; resume it or cancel it',
      { part: later, rollout: { status: 'paused', reason: 'batch 2 could not be started' } },
    ],
    ['cancelled', 'the rollout was cancelled before its turn came', { part: later, rollout: { status: 'cancelled' } }],
    ['failed_before', 'the rollout failed before its turn came', { part: later, rollout: { status: 'failed' } }],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));

  test('waits for the batch before it, or for the operator', () => {
    const waits = why(someFacts({ part: later }));
    expect([waits.what, waits.whom, waits.until]).toEqual(['batch', 'batch:1', '1970-01-01T00:06:40Z']);
    const paused = why(someFacts({ part: later, rollout: { status: 'paused' } }));
    expect([paused.what, paused.whom, paused.until]).toEqual(['decision', 'operator', null]);
  });
});

describe('a machine that was told, in a rollout that stopped', () => {
  test.each<[string, string, Changes]>([
    [
      'paused',
      'the rollout is paused: batch 2 failed (1 unhealthy, 25% tolerated); resume it or cancel it; this machine: reported the old path 7 s ago',
      {
        rollout: { status: 'paused', failureThreshold: '25%' },
        batches: [{}, { status: 'failed', unhealthy: 1 }],
        report: { at: 105_000 },
      },
    ],
    [
      'stopping',
      'batch 2 failed (1 unhealthy, 0 tolerated); the rollout is about to stop',
      { batches: [{}, { status: 'failed', unhealthy: 1 }] },
    ],
    [
      'cancelled',
      `the rollout was cancelled; it keeps what it was told to run: ${NEW}`,
      { rollout: { status: 'cancelled' } },
    ],
    [
      'reverting',
      'the rollout has failed; the order to go back is on its way to the machine',
      { rollout: { status: 'failed', phase: 'reverting' } },
    ],
    [
      'not_waited_for',
      'the rollout has failed and did not wait for this machine',
      { rollout: { status: 'failed', phase: 'revert_incomplete' } },
    ],
    [
      'not_waited_for',
      'the rollout is complete and did not wait for this machine',
      { rollout: { status: 'completed' } },
    ],
    ['not_waited_for', 'batch 2 has succeeded without waiting for it', { batches: [{}, { status: 'succeeded' }] }],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));
});
