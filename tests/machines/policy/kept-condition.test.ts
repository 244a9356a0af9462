import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../machines/model/condition.ts';
import { keptCondition } from '../../../machines/policy/kept-condition.ts';

const SAID: Condition = { reboot_required: true, drift_since: null, free_bytes: 7, clock_skew_ms: -5 };

describe('a condition that is kept', () => {
  test('is what was said, and nothing that is not known', () => {
    const said = { ...SAID, colour: 'x'.repeat(1_000_000) };
    expect(keptCondition(said)).toEqual(SAID);
  });

  test.each([
    ['2026-05-02T08:00:00Z', '2026-05-02T08:00:00Z'],
    [`2026-05-02T10:00:00.5${'0'.repeat(1000)}+02:00`, '2026-05-02T08:00:00.500Z'],
    ['some day', null],
  ])('has its time in one form of bounded length: %.40s', (drift_since, kept) => {
    expect(keptCondition({ ...SAID, drift_since }).drift_since).toBe(kept);
  });
});
