import { describe, expect, test } from 'vitest';
import { why } from '../../../machines/policy/why.ts';
import { type Changes, NEW, OLD, said, someFacts } from './some-facts.ts';

const settledAt = 110_000;

/** The third batch has failed; its own machines go back since 108 s. */
const failed = (phase: 'reverting' | 'revert_incomplete' | 'reverted', index = 2) =>
  ({
    rollout: { status: 'failed', phase, updatedAt: 107_000, stepBack: { index, startedAt: 108_000 } },
    batches: [{}, { status: 'succeeded' }, { status: 'failed', startedAt: 100_000 }],
  }) as const;

const HEALTHY = { verdict: 'healthy', settledAt } as const;
const ON_NEW = { path: NEW, at: 105_000 };

describe('a machine that a failed rollout has told', () => {
  test.each<[string, string, Changes]>([
    [
      'reverting',
      'healthy since 1970-01-01T00:01:50Z; goes back after batch 3 has',
      { ...failed('reverting'), part: HEALTHY, report: ON_NEW },
    ],
    [
      'reverting',
      'healthy since 1970-01-01T00:01:50Z; goes back after batch 2 has, and batch 3 is at it',
      { ...failed('reverting'), part: { ...HEALTHY, batchIndex: 0 }, report: ON_NEW },
    ],
    [
      'reverting',
      'not healthy: nginx: inactive; the order to go back is on its way to the machine',
      { ...failed('reverting', 1), part: { verdict: 'unhealthy', reason: 'nginx: inactive', settledAt } },
    ],
    [
      'reverting',
      'skipped: it went to maintenance; goes back after batch 3 has',
      { ...failed('reverting'), part: { verdict: 'skipped', reason: 'it went to maintenance', settledAt } },
    ],
    ['reverting', 'goes back after batch 3 has', failed('reverting')],
    ['reverting', 'the order to go back is on its way to the machine', failed('reverting', 1)],
    [
      'reverting',
      'the order to go back is on its way to the machine',
      { ...failed('reverting'), rollout: { status: 'failed', phase: 'reverting' } },
    ],
    [
      'healthy',
      'healthy since 1970-01-01T00:01:50Z; it was not taken back',
      { ...failed('revert_incomplete'), part: HEALTHY, report: ON_NEW },
    ],
    [
      'not_waited_for',
      'the rollout has failed and did not wait for this machine; it was not taken back',
      failed('revert_incomplete'),
    ],
    // It was not told, or has answered.
    [
      'skipped',
      'skipped: it is no longer active',
      {
        ...failed('reverting'),
        part: { verdict: 'skipped', reason: 'it is no longer active', startedAt: null, settledAt },
      },
    ],
    [
      'skipped',
      'skipped: it was not told to change',
      {
        ...failed('reverted'),
        part: { verdict: 'skipped', reason: 'it was not told to change', settledAt, revertedAt: settledAt },
      },
    ],
    [
      'failed_before',
      'the rollout failed before its turn came',
      { ...failed('reverting'), batches: [{}, { status: 'pending', startedAt: null }], part: { startedAt: null } },
    ],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));

  test('waits for the batch that goes back now, until its health time-out', () => {
    const { what, whom, since, until } = why(someFacts({ ...failed('reverting'), part: HEALTHY }));
    expect([what, whom, since, until]).toEqual([
      ...['batch', 'batch:2', '1970-01-01T00:01:48Z', '1970-01-01T00:06:48Z'],
    ]);
  });
});

describe('a machine that goes back', () => {
  const reverting = {
    ...failed('reverting', 1),
    part: { verdict: 'reverting', settledAt },
    machine: { desired: OLD },
  } as const;

  test.each<[string, Changes]>([
    [`goes back to ${OLD}: told to run ${OLD} 2 s ago, has not reported since`, reverting],
    [
      `goes back to ${OLD}: reported another path (/nix/store/c) 1 s ago`,
      { ...reverting, report: { at: 111_000, path: '/nix/store/c' } },
    ],
    [
      `goes back to ${OLD}: reported the path of the rollout 1 s ago`,
      { ...reverting, report: { at: 111_000, path: NEW } },
    ],
    [
      `goes back to ${OLD}: runs the wanted path; waiting for a passing health check`,
      { ...reverting, report: { at: 111_000 } },
    ],
    [`goes back to ${OLD}; nobody waits for it any more`, { ...reverting, ...failed('revert_incomplete') }],
  ])('%s', (sentence, changes) => expect(said(changes)).toEqual(['reverting', sentence]));

  test('is waited for until the health time-out of its batch’s way back', () => {
    const { what, whom, until } = why(someFacts(reverting));
    expect([what, whom, until]).toEqual(['report', 'machine:web-01', '1970-01-01T00:06:48Z']);
  });
});
