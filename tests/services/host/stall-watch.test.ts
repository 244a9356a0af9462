import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStallWatch } from '../../../services/host/stall-watch.ts';

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a watch over work', () => {
  test('ends it when nothing was seen for too long', () => {
    const watch = createStallWatch(100, never);
    vi.advanceTimersByTime(99);
    watch.seen();
    vi.advanceTimersByTime(99);
    expect(watch.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect([watch.signal.aborted, watch.hasStalled]).toEqual([true, true]);
  });

  test('ends it when the caller gives up, and calls that no stall', () => {
    const caller = new AbortController();
    const watch = createStallWatch(100, caller.signal);
    caller.abort();
    watch.over();
    vi.advanceTimersByTime(1000);
    expect([watch.signal.aborted, watch.hasStalled]).toEqual([true, false]);
  });

  test('lets it go on for ever where there is no limit', () => {
    const watch = createStallWatch(Infinity, never);
    vi.advanceTimersByTime(1_000_000);
    expect(watch.signal.aborted).toBe(false);
  });
});
