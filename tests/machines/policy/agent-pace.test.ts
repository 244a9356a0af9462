import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jittered, nextOnGrid, pollPause, retryPause } from '../../../machines/policy/agent-pace.ts';

const seconds = fc.integer({ min: 1, max: 86_400 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause between two polls', () => {
  test.each([
    [null, 60, 60],
    [5, 60, 5],
    [300, 60, 300],
    [0, 60, 1],
    [-3, 60, 1],
    [1e12, 60, 86_400],
  ])('with a hint of %s s and %d s usually is %d s', (hint, usual, pause) =>
    expect(pollPause(hint, usual)).toBe(pause),
  );

  test('is never longer than it says, and never shorter by more than a tenth', () => {
    fc.assert(
      fc.property(seconds, chance, (usual, drawn) => {
        const pauseMs = jittered(usual, drawn);
        expect(pauseMs).toBeLessThanOrEqual(usual * 1000);
        expect(pauseMs).toBeGreaterThanOrEqual(usual * 900);
      }),
    );
  });
});

describe('the pause after failures', () => {
  test.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [4, 240],
    [5, 300],
    [1_000_000, 300],
  ])('of %d cycles in a row is %d s', (failures, pause) => {
    expect(retryPause({ retrySeconds: 30, pollSeconds: 300 }, failures)).toBe(pause);
  });

  test('grows, begins with the retry interval, and stays within the usual pace', () => {
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 10_000 }), (retrySeconds, pollSeconds, failures) => {
        const pace = { retrySeconds, pollSeconds };
        const pause = retryPause(pace, failures);
        expect(pause).toBeGreaterThanOrEqual(retrySeconds);
        expect(pause).toBeLessThanOrEqual(Math.max(retrySeconds, pollSeconds));
        expect(retryPause(pace, failures + 1)).toBeGreaterThanOrEqual(pause);
      }),
    );
  });
});

describe('the next health report', () => {
  test('lies ahead, on the grid, and no further than an interval, wherever the clock is', () => {
    const time = fc.integer({ min: 0, max: 2 ** 41 });
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 86_400_000 }), time, (point, intervalMs, now) => {
        const next = nextOnGrid(point, intervalMs, now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(intervalMs);
        if (point <= now) expect((next - point) % intervalMs).toBe(0);
      }),
    );
  });
});
