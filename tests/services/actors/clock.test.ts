import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SystemClock } from '../../../services/actors/clock.ts';

const HOUR_MS = 3_600_000;

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  test('wakes sleepers in the order of their deadlines, whatever the order in which they lay down', async () => {
    const clock = new SystemClock();
    const woken: number[] = [];
    for (const until of [300, 100, 200]) {
      void clock.sleepUntil(until, new AbortController().signal).then(() => woken.push(until));
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(woken).toEqual([100, 200]);
    await vi.advanceTimersByTimeAsync(50);
    expect(woken).toEqual([100, 200, 300]);
  });

  test('wakes who sleeps longer than a timer can run, not before and not never', async () => {
    const clock = new SystemClock();
    let isAwake = false;
    void clock.sleepUntil(1000 * HOUR_MS, new AbortController().signal).then(() => (isAwake = true));
    await vi.advanceTimersByTimeAsync(999 * HOUR_MS);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(isAwake).toBe(true);
  });

  test('notices within an hour that the wall clock was set forward', async () => {
    const clock = new SystemClock();
    let isAwake = false;
    void clock.sleepUntil(100 * HOUR_MS, new AbortController().signal).then(() => (isAwake = true));
    vi.setSystemTime(200 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(isAwake).toBe(true);
  });

  test('wakes in time who lies down after the wall clock was set forward', async () => {
    const clock = new SystemClock();
    void clock.sleepUntil(1000 * HOUR_MS, new AbortController().signal);
    vi.setSystemTime(200 * HOUR_MS);
    let isAwake = false;
    void clock.sleepUntil(200 * HOUR_MS + 5_000, new AbortController().signal).then(() => (isAwake = true));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(isAwake).toBe(true);
  });

  test('wakes who has slept long enough though the wall clock was set back', async () => {
    const clock = new SystemClock();
    vi.setSystemTime(100 * HOUR_MS);
    let isAwake = false;
    void clock.sleepUntil(101 * HOUR_MS, new AbortController().signal).then(() => (isAwake = true));
    await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
    vi.setSystemTime(2 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(isAwake).toBe(true);
  });

  test('lets an aborted sleeper go', async () => {
    const clock = new SystemClock();
    const stop = new AbortController();
    const asleep = clock.sleepUntil(HOUR_MS, stop.signal);
    stop.abort(new Error('left'));
    await expect(asleep).rejects.toThrow('left');
  });

  test('keeps no thread alive when nobody sleeps any more', async () => {
    const clock = new SystemClock();
    const stop = new AbortController();
    const asleep = clock.sleepUntil(HOUR_MS, stop.signal);
    expect(vi.getTimerCount()).toBe(1);
    stop.abort(new Error('left'));
    await expect(asleep).rejects.toThrow('left');
    expect(vi.getTimerCount()).toBe(0);
  });
});
