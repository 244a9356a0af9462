import { describe, expect, test } from 'vitest';
import type { HealthCheckResult } from '../../../../machines/model/health.ts';
import type { MeasuredHealth } from '../../../../machines/model/machine-detail.ts';
import { healthPlot } from '../../../../services/board/machines/health-plot.ts';

const passed = (check_name: string, duration_ms = 10): HealthCheckResult => ({
  status: 'pass',
  check_name,
  duration_ms,
});
const failed = (check_name: string, message = 'inactive'): HealthCheckResult => ({
  ...{ status: 'fail', check_name, message },
  duration_ms: 20,
});

const at = (time: string, ...results: HealthCheckResult[]): MeasuredHealth => ({
  generation: '/nix/store/a',
  all_passed: results.every(({ status }) => status === 'pass'),
  results,
  received_at: `2026-04-20T${time}Z`,
});

describe('a plot of health results', () => {
  test('is empty where there are none', () => expect(healthPlot([], 800)).toMatchObject({ rows: [] }));

  test('puts the oldest left and the newest right, in whatever order they come', () => {
    const { rows } = healthPlot([at('10:10:00', failed('ssh')), at('10:00:00', passed('ssh'))], 824);
    expect(rows).toMatchObject([
      {
        check: 'ssh',
        results: 2,
        failed: 1,
        marks: [
          { x: 12, status: 'pass', message: undefined },
          { x: 812, status: 'fail', message: 'inactive' },
        ],
      },
    ]);
  });

  test('puts a single one in the middle', () => {
    expect(healthPlot([at('10:00:00', passed('ssh'))], 800).rows[0]?.marks[0]?.x).toBe(400);
  });

  test('has a row for each check, those that fail now first', () => {
    const { rows } = healthPlot(
      [at('10:00:00', failed('a'), passed('b'), passed('c')), at('10:10:00', passed('a'), passed('b'), failed('c'))],
      800,
    );
    expect(rows.map(({ check }) => check)).toEqual(['c', 'a', 'b']);
  });

  test('makes one mark of what is too close, and a failure among it shows', () => {
    const blocks = [
      at('10:00:00', passed('ssh')),
      at('10:30:00', failed('ssh', 'first')),
      at('10:30:01', failed('ssh', 'second')),
      at('10:30:02', passed('ssh', 90)),
      at('11:00:00', passed('ssh')),
    ];
    expect(healthPlot(blocks, 800).rows[0]?.marks).toMatchObject([
      { results: 1, status: 'pass' },
      { results: 3, failed: 2, status: 'fail', message: 'second', durationMs: 90, height: 1 },
      { results: 1, status: 'pass' },
    ]);
  });

  test('shows how long a check took beside the longest of its row', () => {
    const { rows } = healthPlot([at('10:00:00', passed('ssh', 50)), at('11:00:00', passed('ssh', 200))], 800);
    expect(rows[0]?.marks.map(({ height }) => height)).toEqual([0.25, 1]);
  });

  test('stands a check that took no time at all', () => {
    expect(healthPlot([at('10:00:00', passed('ssh', 0))], 800).rows[0]?.marks[0]?.height).toBe(0);
  });

  test.each([
    ['an hour', ['10:00:00', '11:00:00'], 400, ['10:00', '10:30', '11:00']],
    ['some minutes', ['10:01:10', '10:05:10'], 600, ['10:02', '10:03', '10:04', '10:05']],
    ['most of a day', ['00:00:00', '18:00:00'], 300, ['00:00', '06:00', '12:00', '18:00']],
  ])('has ticks at round times: %s', (_, ends, width, times) => {
    const blocks = ends.map((time) => at(time, passed('ssh')));
    const { ticks } = healthPlot(blocks, width);
    expect(ticks.map((tick) => new Date(tick.at).toISOString().slice(11, 16))).toEqual(times);
  });

  test('keeps every mark and tick inside however narrow it is', () => {
    for (const width of [1, 24, 200, 2000]) {
      const { rows, ticks } = healthPlot([at('10:00:00', passed('a')), at('12:00:00', failed('a'))], width);
      const all = [...ticks, ...rows.flatMap(({ marks }) => marks)].map(({ x }) => x);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...all)).toBeLessThanOrEqual(Math.max(width, 24));
    }
  });
});
