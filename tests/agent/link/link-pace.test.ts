import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absentPause, LINK_PACE, reconnectPause } from '../../../agent/link/link-pace.ts';

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause before a link is asked for again', () => {
  test('is never shorter than a second nor longer than a minute', () => {
    fc.assert(
      fc.property(fc.nat(), chances, (failures, chance) => {
        const pause = reconnectPause(LINK_PACE, failures, chance);
        expect(pause).toBeGreaterThanOrEqual(1_000);
        expect(pause).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  test.each([
    [0, 4_000],
    [1, 8_000],
    [3, 32_000],
    [4, 60_000],
    [99, 60_000],
  ])('lies after %i failures anywhere up to %i ms', (failures, mostMs) => {
    expect(reconnectPause(LINK_PACE, failures, 0)).toBe(1_000);
    expect(reconnectPause(LINK_PACE, failures, 0.999_999)).toBeCloseTo(mostMs, -1);
  });

  test('is an hour at least where there is none', () => {
    fc.assert(fc.property(chances, (chance) => absentPause(LINK_PACE, chance) >= 3_600_000));
  });
});
