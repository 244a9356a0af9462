import { describe, expect, test } from 'vitest';
import { endLines, hasSucceeded, isOver } from '../../../cli/output/rollout-end.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aPart, aRollout } from './a-rollout.ts';

describe('a rollout', () => {
  test.each<[Partial<RolloutDetail>, boolean, boolean]>([
    [{ status: 'created' }, false, false],
    [{ status: 'running' }, false, false],
    [{ status: 'paused' }, true, false],
    [{ status: 'completed' }, true, true],
    [{ status: 'cancelled' }, true, true],
    [{ status: 'failed' }, true, false],
    [{ status: 'failed', phase: 'reverting' }, false, false],
    [{ status: 'failed', phase: 'reverted' }, true, false],
    [{ status: 'failed', phase: 'revert_incomplete' }, true, false],
  ])('that is %j: over %j, succeeded %j', (changes, over, succeeded) => {
    expect(isOver(aRollout(changes))).toBe(over);
    expect(hasSucceeded(aRollout(changes))).toBe(succeeded);
  });
});

describe('what is said at the end', () => {
  test('of a completed rollout is how much was done', () => {
    expect(endLines(aRollout({ status: 'completed' }))).toEqual(['Rollout r-1 completed: 2 machines in 2 batches']);
  });

  test('of a paused one is why, who, and what to do', () => {
    const rollout = aRollout({
      status: 'paused',
      reason: 'batch 1 failed: 1 of 1 machines unhealthy',
      batches: aRollout({}).batches.map((batch) => ({ ...batch, status: 'failed' as const })),
      machines: [aPart('a', 'unhealthy', { reason: 'http probe:\nno answer\u001b[2J' }), aPart('b', 'healthy')],
    });
    expect(endLines(rollout)).toEqual([
      'Rollout r-1 paused: batch 1 failed: 1 of 1 machines unhealthy',
      '  ✖ a: http probe: · no answer',
      '  Resume with:  nixfleet rollout resume r-1',
      '  Give up with: nixfleet rollout cancel r-1',
      '  Monitor with: nixfleet rollout status r-1 --wait',
    ]);
  });

  test('of one that an operator has paused is who did it, and what goes on', () => {
    const { batches, ...rest } = aRollout({ status: 'paused', reason: 'paused by apikey:ops', machines: [] });
    const told = batches.map((batch, index) => (index === 0 ? { ...batch, status: 'deploying' as const } : batch));
    expect(endLines({ ...rest, batches: told }).slice(0, 2)).toEqual([
      'Rollout r-1 paused by apikey:ops; batch 1 of 2 goes on, and no other begins',
      '  Resume with:  nixfleet rollout resume r-1',
    ]);
  });

  test('of a paused one on a v0.1.1 control plane comes from its batches', () => {
    const { batches, ...rest } = aRollout({ status: 'paused' });
    const failed = batches.map((batch, index) =>
      index === 0 ? { ...batch, status: 'failed' as const, machine_health: { a: { unhealthy: 'timeout' } } } : batch,
    );
    expect(endLines({ ...rest, batches: failed }).slice(0, 2)).toEqual([
      'Rollout r-1 paused: batch 1 health check failed (1/1 unhealthy)',
      '  ✖ a: timeout',
    ]);
  });

  test('of a reverted one names who failed and why, also when it is back since', () => {
    const machines = [
      aPart('a', 'reverted', { failure: 'nginx: inactive' }),
      aPart('b', 'reverted'),
      aPart('c', 'revert_failed', { failure: 'nginx: inactive', reason: 'no healthy report within 300 s' }),
    ];
    expect(endLines(aRollout({ status: 'failed', phase: 'revert_incomplete', machines })).slice(1, 3)).toEqual([
      '  ✖ a: nginx: inactive',
      '  ✖ c: nginx: inactive; could not go back: no healthy report within 300 s',
    ]);
  });

  test('of a reverted one is that its machines are back', () => {
    const rollout = aRollout({ status: 'failed', phase: 'reverted', reason: 'batch 1 failed' });
    expect(endLines(rollout)[0]).toBe(
      'Rollout r-1 failed (batch 1 failed); the machines it touched are back on what they ran before',
    );
  });

  test('of a reverted one blames nobody who had nothing to take back', () => {
    const untouched = aPart('b', 'reverted', { reason: 'it was not told to change' });
    const rollout = aRollout({ status: 'failed', phase: 'reverted', reason: 'x', machines: [untouched] });
    expect(endLines(rollout).filter((line) => line.includes('✖'))).toEqual([]);
  });

  test('of one that could not take all back is who is not', () => {
    const rollout = aRollout({
      status: 'failed',
      phase: 'revert_incomplete',
      reason: 'x',
      machines: [aPart('b', 'revert_failed', { reason: 'it is down' })],
    });
    expect(endLines(rollout)).toContain('  ✖ b: it is down');
  });
});
