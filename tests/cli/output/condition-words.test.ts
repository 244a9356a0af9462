import { describe, expect, test } from 'vitest';
import { conditionWords, withConditions } from '../../../cli/output/condition-words.ts';
import type { Condition } from '../../../machines/model/condition.ts';

const GIB = 1024 ** 3;
const WELL: Condition = { reboot_required: false, drift_since: null, free_bytes: GIB, clock_skew_ms: 59_999 };

describe('the condition of a machine in words', () => {
  test.each<[Partial<Condition>, string[]]>([
    [{}, []],
    [{ free_bytes: null, clock_skew_ms: null }, []],
    [{ reboot_required: true }, ['reboot required']],
    [{ drift_since: '2026-05-02T08:15:30.123Z' }, ['drifted since 2026-05-02 08:15']],
    [{ free_bytes: GIB - 1 }, ['disk low']],
    [{ clock_skew_ms: 240_000 }, ['clock off by 4 min']],
    [{ clock_skew_ms: -60_000 }, ['clock off by 60 s']],
    [{ reboot_required: true, free_bytes: 0 }, ['reboot required', 'disk low']],
  ])('%j', (condition, words) => {
    expect(conditionWords({ ...WELL, ...condition })).toEqual(words);
  });

  test.each([null, undefined])('is none when its agent has said %s', (condition) => {
    expect(conditionWords(condition)).toEqual([]);
  });
});

describe('a table of machines', () => {
  const rows = [['web-01'], ['web-02']];

  test('is as ever when there is nothing to be known', () => {
    expect(withConditions(['id'], [{ condition: WELL }, {}], rows)).toEqual({ columns: ['id'], rows });
  });

  test('says in a last column what needs attention, on the rows that it is of', () => {
    const machines = [{}, { condition: { ...WELL, reboot_required: true, free_bytes: 0 } }];
    expect(withConditions(['id'], machines, rows)).toEqual({
      columns: ['id', 'attention'],
      rows: [
        ['web-01', ''],
        ['web-02', 'reboot required, disk low'],
      ],
    });
  });
});
