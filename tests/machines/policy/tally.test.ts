import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tallied, emptyTally, judged } from '../../../machines/policy/tally.ts';

const outcomes = fc.array(fc.constantFrom('healthy' as const, 'unhealthy' as const, 'skipped' as const), {
  maxLength: 30,
});

describe('a tally', () => {
  test('fails as soon as more are unhealthy than tolerated, and never before', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 5 }), (ended, allowed) => {
        const tally = ended.reduce(tallied, emptyTally(31));
        const unhealthy = ended.filter((outcome) => outcome === 'unhealthy').length;
        expect(judged(tally, { allowed, toleratesAll: false })).toBe(unhealthy > allowed ? 'failed' : 'open');
      }),
    );
  });

  test('succeeds only when all have ended and at most the tolerated are unhealthy', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 5 }), (ended, allowed) => {
        const tally = ended.reduce(tallied, emptyTally(ended.length));
        if (judged(tally, { allowed, toleratesAll: false }) !== 'succeeded') return;
        expect(tally.unhealthy).toBeLessThanOrEqual(allowed);
        expect(tally.healthy > 0 || tally.unhealthy === 0).toBe(true);
      }),
    );
  });

  test('of one unhealthy canary fails, whatever is tolerated, unless it says 100%', () => {
    const tally = tallied(emptyTally(1), 'unhealthy');
    expect(judged(tally, { allowed: 1, toleratesAll: false })).toBe('failed');
    expect(judged(tally, { allowed: 1, toleratesAll: true })).toBe('succeeded');
  });

  test('of machines that were all skipped succeeds: there was nothing to do', () => {
    expect(judged(tallied(emptyTally(1), 'skipped'), { allowed: 0, toleratesAll: false })).toBe('succeeded');
  });
});
