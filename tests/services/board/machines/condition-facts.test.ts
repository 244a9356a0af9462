import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../machines/model/condition.ts';
import { conditionFacts } from '../../../../services/board/machines/condition-facts.ts';

const WELL: Condition = { reboot_required: false, drift_since: null, free_bytes: 5 * 1024 ** 3, clock_skew_ms: 0 };
const fact = (label: string, changes: Partial<Condition>) =>
  conditionFacts({ ...WELL, ...changes }).find((each) => each.label === label);

describe('the condition of a machine in words', () => {
  test('is nothing where its agent has not said', () => {
    expect([conditionFacts(null), conditionFacts(undefined)]).toEqual([[], []]);
  });

  test('is good all over when it is', () => {
    expect(conditionFacts(WELL).map(({ tone }) => tone)).toEqual(['good', 'good', 'good', 'good']);
  });

  test('says since when it drifts', () => {
    const since = '2026-04-20T09:15:02Z';
    expect(fact('Drift', { drift_since: since })).toMatchObject({ tone: 'bad', since });
  });

  test.each([
    ['Reboot', { reboot_required: true }, 'wait', 'required'],
    ['Disk', { free_bytes: 1024 ** 3 - 1 }, 'bad', 'the next system may not fit'],
    ['Disk', { free_bytes: null }, 'plain', 'unknown'],
    ['Clock', { clock_skew_ms: 5000 }, 'plain', '5 s ahead of the control plane'],
    ['Clock', { clock_skew_ms: -90_000 }, 'bad', '90 s behind the control plane'],
    ['Clock', { clock_skew_ms: null }, 'plain', 'unknown'],
  ] as const)('%s: %o is %s', (label, changes, tone, words) => {
    expect(fact(label, changes)).toMatchObject({ tone, words: expect.stringContaining(words) });
  });
});
