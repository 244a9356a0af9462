import { describe, expect, test } from 'vitest';
import { keptHealth } from '../../../machines/policy/kept-health.ts';

describe('a health block', () => {
  test('is kept with names and messages cut to their limits', () => {
    const kept = keptHealth({
      results: [
        { status: 'pass', check_name: 'x'.repeat(600), duration_ms: 1 },
        { status: 'fail', check_name: 'nginx', duration_ms: 2, message: 'é'.repeat(5_000) },
      ],
      all_passed: false,
      timestamp: '2026-05-02T08:16:30Z',
    });
    expect(kept).toMatchObject({
      results: [
        { status: 'pass', check_name: `${'x'.repeat(509)}…`, duration_ms: 1 },
        { status: 'fail', check_name: 'nginx', duration_ms: 2, message: `${'é'.repeat(2_046)}…` },
      ],
      all_passed: false,
    });
  });

  test('of ordinary length is kept as it is', () => {
    const health = { results: [], all_passed: true, timestamp: '2026-05-02T08:16:30Z' };
    expect(keptHealth(health)).toEqual(health);
  });
});
