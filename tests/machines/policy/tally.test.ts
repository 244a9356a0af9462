import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyTally,
  type Ending,
  isComplete,
  isSoaking,
  judged,
  tallied,
  talliedFor,
  type Tally,
  type Tolerance,
} from '../../../machines/policy/tally.ts';

const outcomes = fc.array(fc.constantFrom('healthy' as const, 'unhealthy' as const, 'skipped' as const), {
  maxLength: 30,
});
const tolerances = fc.record({
  allowed: fc.nat({ max: 5 }),
  toleratesAll: fc.boolean(),
  required: fc.option(fc.nat({ max: 30 })),
});
const STRICT: Tolerance = { allowed: 0, toleratesAll: false, required: null };

const after = (size: number, ended: readonly Ending[]): Tally =>
  ended.reduce((tally, outcome) => tallied(tally, outcome), emptyTally(size));
const counted = (ended: readonly Ending[], word: Ending): number => ended.filter((each) => each === word).length;

describe('a tally', () => {
  test('fails as soon as more are unhealthy than tolerated, and never before', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 5 }), (ended, allowed) => {
        const expected = counted(ended, 'unhealthy') > allowed ? 'failed' : 'open';
        expect(judged(after(31, ended), { ...STRICT, allowed })).toBe(expected);
      }),
    );
  });

  test('fails as soon as fewer can become healthy than are required, and never before', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 31 }), (ended, required) => {
        const lost = counted(ended, 'unhealthy') + counted(ended, 'skipped');
        const expected = 31 - lost < required ? 'failed' : 'open';
        expect(judged(after(31, ended), { allowed: 31, toleratesAll: false, required })).toBe(expected);
      }),
    );
  });

  test('succeeds only when all have ended, at most the tolerated are unhealthy and enough are healthy', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 3 }), tolerances, (ended, open, tolerance) => {
        const tally = after(ended.length + open, ended);
        if (judged(tally, tolerance) !== 'succeeded') return;
        expect(isComplete(tally)).toBe(true);
        expect(tally.unhealthy).toBeLessThanOrEqual(tolerance.allowed);
        expect(tally.healthy).toBeGreaterThanOrEqual(tolerance.required ?? 0);
        const isWell = tally.healthy > 0 || tally.unhealthy === 0;
        expect(isWell || tolerance.toleratesAll || tolerance.required !== null).toBe(true);
      }),
    );
  });

  test('is never open when all have ended', () => {
    fc.assert(
      fc.property(outcomes, tolerances, (ended, tolerance) => {
        expect(judged(after(ended.length, ended), tolerance)).not.toBe('open');
      }),
    );
  });

  test('that has failed does not succeed by what comes later', () => {
    fc.assert(
      fc.property(outcomes, outcomes, tolerances, (first, rest, tolerance) => {
        const size = first.length + rest.length;
        if (judged(after(size, first), tolerance) !== 'failed') return;
        expect(judged(after(size, [...first, ...rest]), tolerance)).toBe('failed');
      }),
    );
  });

  test('of one unhealthy canary fails, whatever is tolerated, unless it says 100%', () => {
    const tally = after(1, ['unhealthy']);
    expect(judged(tally, { ...STRICT, allowed: 1 })).toBe('failed');
    expect(judged(tally, { ...STRICT, allowed: 1, toleratesAll: true })).toBe('succeeded');
  });

  test('of machines that were all skipped succeeds: there was nothing to do', () => {
    expect(judged(after(1, ['skipped']), STRICT)).toBe('succeeded');
    expect(judged(after(1, ['superseded']), STRICT)).toBe('succeeded');
    expect(judged(after(1, ['skipped']), { ...STRICT, required: 1 })).toBe('failed');
  });
});

describe('a tally that soaks', () => {
  const soaking = (size: number, count: number): Tally => ({ ...emptyTally(size), soaking: count });

  test('is one of which all that have not ended are healthy so far', () => {
    expect(isSoaking(soaking(3, 2))).toBe(false);
    expect(isSoaking(tallied(soaking(3, 2), 'unhealthy'))).toBe(true);
    expect(isSoaking(after(2, ['healthy', 'healthy']))).toBe(false);
  });

  test('counts a machine that ends no more as soaking', () => {
    expect(tallied(soaking(2, 2), 'healthy', true)).toEqual({ ...emptyTally(2), healthy: 1, soaking: 1 });
    expect(tallied(soaking(2, 1), 'unhealthy')).toEqual({ ...emptyTally(2), unhealthy: 1, soaking: 1 });
  });

  test('never counts more than there are, also when others answer for its machines', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 5 }), (soaks, silent, gone) => {
        const size = soaks + silent;
        const { skipped, soaking: left } = talliedFor(soaking(size, soaks), 'skipped', Math.min(gone, size));
        expect(skipped + left).toBeLessThanOrEqual(size);
        expect(left).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(talliedFor(soaking(3, 1), 'unhealthy', 1)).toEqual({ ...emptyTally(3), unhealthy: 1, soaking: 1 });
  });
});
