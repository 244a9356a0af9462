import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPace } from '../../../services/build/pace.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a pace', () => {
  test('passes on the latest of what came in its time', () => {
    const passed: number[] = [];
    const pace = createPace<number>(100, (value) => passed.push(value));
    for (const value of [1, 2, 3]) pace.next(value);
    vi.advanceTimersByTime(100);
    pace.next(4);
    vi.advanceTimersByTime(99);
    expect(passed).toEqual([3]);
    vi.advanceTimersByTime(1);
    expect(passed).toEqual([3, 4]);
  });

  test('passes on what is left when it ends, and nothing after that', () => {
    const passed: number[] = [];
    const pace = createPace<number>(100, (value) => passed.push(value));
    pace.next(1);
    pace.end();
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual([1]);
  });
});
