import { describe, expect, test } from 'vitest';
import { type DatedAnswer, ServerClock } from '../../../services/board/server-clock.ts';

const NOW = Date.parse('2026-04-20T10:00:00Z');
const MINUTE = 60_000;

/** An answer that the control plane stamps with whole seconds, half-way, when its clock is so far ahead. */
function anAnswer({ aheadMs = 0, tookMs = 20, at = NOW }): DatedAnswer {
  const stamped = at - tookMs / 2 + aheadMs;
  return { date: Math.floor(stamped / 1000) * 1000, at, tookMs };
}

function aClock(...answers: readonly DatedAnswer[]): ServerClock {
  const clock = new ServerClock(() => NOW);
  for (const answer of answers) clock.hear(answer);
  return clock;
}

describe('the clock of the control plane', () => {
  test('is this computer’s before anything was heard', () => {
    expect(aClock().now()).toBe(NOW);
  });

  test.each([-15 * MINUTE, -5 * 1000, 5 * 1000, 15 * MINUTE])(
    'is found within a second when it is %d ms ahead',
    (aheadMs) => {
      const clock = aClock(anAnswer({ aheadMs }));
      expect(Math.abs(clock.now() - NOW - aheadMs)).toBeLessThanOrEqual(1000);
    },
  );

  test.each([-1900, -400, 0, 700, 1900])('counts as the same when it is %d ms ahead', (aheadMs) => {
    expect(aClock(anAnswer({ aheadMs })).aheadMs).toBe(0);
  });

  test('is not believed to be another by an answer that took long', () => {
    const { date } = anAnswer({});
    expect(aClock({ date, at: NOW + 30_000, tookMs: 30_000 }).aheadMs).toBe(0);
  });

  test('is known the better the more answers there were, and no worse by a slow one', () => {
    const clock = aClock();
    for (let n = 0; n < 20; n += 1) clock.hear(anAnswer({ aheadMs: 15 * MINUTE, at: NOW + n * 1050 }));
    clock.hear(anAnswer({ aheadMs: 15 * MINUTE, tookMs: 60_000 }));
    expect(Math.abs(clock.aheadMs - 15 * MINUTE)).toBeLessThan(100);
  });

  test('is found again when a clock was set', () => {
    const clock = aClock(anAnswer({ aheadMs: 15 * MINUTE }));
    clock.hear(anAnswer({}));
    expect(clock.aheadMs).toBe(0);
  });

  test('is what it was after an answer without a date', () => {
    const clock = aClock(anAnswer({ aheadMs: 15 * MINUTE }));
    const before = clock.aheadMs;
    clock.hear({ date: Number.NaN, at: NOW, tookMs: 1 });
    expect(clock.aheadMs).toBe(before);
  });
});
