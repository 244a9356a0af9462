import { describe, expect, test } from 'vitest';
import { FailedAttempts } from '../../../../services/server/auth/failed-attempts.ts';

const attempts = (networks = 10) => new FailedAttempts({ failures: 3, windowMs: 1000, networks });

/** What counting says, one after the other. */
const counted = (failed: FailedAttempts, address: string, times: number[]) =>
  times.map((at) => failed.count(address, at));

describe('failed attempts', () => {
  test('are borne up to a limit, and forgotten when their window is over', () => {
    const failed = attempts();
    expect(counted(failed, '10.0.0.1', [0, 100])).toEqual([false, false]);
    expect(failed.waitMs('10.0.0.1', 200)).toBe(0);
    expect(failed.count('10.0.0.1', 200)).toBe(true);
    expect(failed.waitMs('10.0.0.1', 200)).toBe(800);
    expect(failed.waitMs('10.0.0.1', 999)).toBe(1);
    expect(failed.waitMs('10.0.0.1', 1000)).toBe(0);
    expect(counted(failed, '10.0.0.1', [1000, 1000, 1000])).toEqual([false, false, true]);
  });

  test('reach the limit once in a window', () => {
    expect(counted(attempts(), '10.0.0.1', [0, 0, 0, 0, 0])).toEqual([false, false, true, false, false]);
  });

  test('of one address are not those of another; of one IPv6 network they are', () => {
    const failed = attempts();
    counted(failed, '10.0.0.1', [0, 0, 0]);
    expect(failed.waitMs('10.0.0.2', 1)).toBe(0);
    for (const host of ['1', '2', '3']) failed.count(`2001:db8::${host}`, 0);
    expect(failed.waitMs('2001:db8::4', 1)).toBe(999);
    expect(failed.waitMs('2001:db8:0:1::1', 1)).toBe(0);
  });

  test('are remembered of so many networks, the oldest forgotten first', () => {
    const failed = attempts(2);
    counted(failed, '10.0.0.1', [0, 0, 0]);
    counted(failed, '10.0.0.2', [1, 1, 1]);
    failed.count('10.0.0.3', 2);
    expect([failed.waitMs('10.0.0.1', 2), failed.waitMs('10.0.0.2', 2)]).toEqual([0, 999]);
  });

  test('lock nobody out when the clock is set back', () => {
    const failed = attempts();
    counted(failed, '10.0.0.1', [90_000, 90_000, 90_000]);
    expect(failed.waitMs('10.0.0.1', 500)).toBe(0);
  });
});
