import { describe, expect, test } from 'vitest';
import { why } from '../../../machines/policy/why.ts';
import { type Changes, NEW, said, someFacts, STARTED } from './some-facts.ts';

/** It was found healthy when it was told. */
const SOAKING = { verdict: 'soaking', settledAt: STARTED } as const;

/** Its second batch is under way. */
const BY_OPERATOR = { status: 'paused', reason: 'paused by apikey:me' } as const;

describe('a machine whose turn has not come', () => {
  const later = { batchIndex: 2, startedAt: null };
  const first = { batchIndex: 0, startedAt: null };

  test.each<[string, string, Changes]>([
    ['starting', 'batch 3 is about to start', { part: later, batches: [{}, { status: 'succeeded' }] }],
    ['starting', 'batch 1 is about to start', { part: first, batches: [{ status: 'pending' }] }],
    ['dispatching', "batch 2 has started; the machine's order is on its way", { part: { startedAt: null } }],
    ['not_started', 'the rollout is planned and about to start', { part: first, rollout: { status: 'created' } }],
    [
      'paused',
      'the rollout is paused: batch 2 has failed with 2 of 4 unhealthy; resume it or cancel it',
      { part: later, rollout: { status: 'paused' }, batches: [{}, { status: 'failed', unhealthy: 2 }] },
    ],
    [
      'paused',
      'the rollout is paused: batch 2 could not be started; resume it or cancel it',
      { part: later, rollout: { status: 'paused', reason: 'batch 2 could not be started' } },
    ],
    ['paused', 'the rollout is paused by apikey:me; resume it or cancel it', { part: later, rollout: BY_OPERATOR }],
    ['cancelled', 'the rollout was cancelled before its turn came', { part: later, rollout: { status: 'cancelled' } }],
    [
      'cancelled',
      'rollout r-2 took the place of this one before its turn came',
      { part: later, rollout: { status: 'cancelled', supersededBy: 'r-2' } },
    ],
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
      'the rollout is paused: batch 2 failed: 1 of 4 machines unhealthy: web-02; resume it or cancel it; this machine: reported the old path 7 s ago',
      {
        rollout: { status: 'paused', reason: 'batch 2 failed: 1 of 4 machines unhealthy: web-02' },
        batches: [{}, { status: 'failed', unhealthy: 1 }],
        report: { at: 105_000 },
      },
    ],
    [
      'paused',
      'the rollout is paused: no time was left; resume it or cancel it; this machine: healthy, and soaking: 48 s left',
      {
        rollout: { status: 'paused', reason: 'no time was left', soakMs: 60_000 },
        batches: [{}, { status: 'failed' }],
        part: SOAKING,
      },
    ],
    ['other_path', 'reported the old path 7 s ago', { rollout: BY_OPERATOR, report: { at: 105_000 } }],
    [
      'dispatching',
      "batch 2 has started; the machine's order is on its way",
      { rollout: BY_OPERATOR, part: { attempt: 1 } },
    ],
    [
      'unhealthy',
      'not healthy: nginx: inactive',
      { rollout: BY_OPERATOR, part: { verdict: 'unhealthy', reason: 'nginx: inactive', settledAt: 105_000 } },
    ],
    [
      'stopping',
      'batch 2 has failed with 1 of 4 unhealthy; the rollout is about to stop',
      { batches: [{}, { status: 'failed', unhealthy: 1 }] },
    ],
    [
      'cancelled',
      `the rollout was cancelled; it keeps what it was told to run: ${NEW}`,
      { rollout: { status: 'cancelled' } },
    ],
    [
      'cancelled',
      'the rollout was cancelled; by now /nix/store/c is wanted of it',
      { rollout: { status: 'cancelled' }, machine: { desired: '/nix/store/c' } },
    ],
    [
      'cancelled',
      `rollout r-2 took the place of this one; by now nothing is wanted of it`,
      { rollout: { status: 'cancelled', supersededBy: 'r-2' }, machine: { desired: null } },
    ],
    [
      'cancelled',
      `rollout r-2 took the place of this one; it keeps what it was told to run: ${NEW}`,
      { rollout: { status: 'cancelled', supersededBy: 'r-2' }, part: SOAKING },
    ],
    ['not_waited_for', 'the rollout has failed and did not wait for this machine', { rollout: { status: 'failed' } }],
    [
      'not_waited_for',
      'the rollout is complete and did not wait for this machine',
      { rollout: { status: 'completed' } },
    ],
    ['not_waited_for', 'batch 2 has succeeded without waiting for it', { batches: [{}, { status: 'succeeded' }] }],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));
});

describe('a machine that has to stay healthy', () => {
  const soak = { rollout: { soakMs: 60_000 }, part: SOAKING } as const;

  test.each<[string, string, Changes]>([
    ['soaking', 'healthy, and soaking: 48 s left', soak],
    [
      'soaking',
      'has soaked long enough; its next passing health report settles it',
      { ...soak, now: STARTED + 60_000 },
    ],
    // The clock was set back: it has the whole time ahead.
    ['soaking', 'healthy, and soaking: 60 s left', { ...soak, part: { ...SOAKING, settledAt: 900_000 } }],
    [
      'dispatching',
      "batch 2 has started; the machine's order is on its way",
      { ...soak, part: { ...SOAKING, attempt: 1, startedAt: 50_000, settledAt: 60_000 } },
    ],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));

  test('is given up with its batch, or when the rollout has to be complete', () => {
    const of = (changes: Changes) => {
      const { what, whom, since, until } = why(someFacts(changes));
      return [what, whom, since, until];
    };
    const waits = ['health', 'machine:web-01', '1970-01-01T00:01:40Z'];
    expect(of(soak)).toEqual([...waits, '1970-01-01T00:06:40Z']);
    expect(of({ ...soak, rollout: { soakMs: 60_000, deadline: 200_000 } })).toEqual([...waits, '1970-01-01T00:03:20Z']);
  });
});
