import { describe, expect, test } from 'vitest';
import { laneMarks, rowsOf } from '../../../../services/board/rollouts/lane-marks.ts';
import { aMachine, second, START } from './a-rollout.ts';

const AXIS = { from: START, to: START + 100_000, reached: START + 50_000, now: START + 50_000 };
const ROOM = { columns: 10, rows: 4 };

const places = (machines: Parameters<typeof laneMarks>[0]) =>
  laneMarks(machines, AXIS, ROOM).map(({ column, row, machine, more }) => [column, row, machine?.machine_id ?? more]);
const healthy = (id: string, at: number) => aMachine({ machine_id: id, verdict: 'healthy', settled_at: second(at) });

describe('the marks of a lane', () => {
  test('stand where their machines were judged, the worst at the bottom', () => {
    const ill = aMachine({ machine_id: 'ill', verdict: 'unhealthy', settled_at: second(12) });
    expect(places([healthy('a', 11), healthy('b', 31), ill])).toEqual([
      [1, 0, 'ill'],
      [1, 1, 'a'],
      [3, 0, 'b'],
    ]);
  });

  test('stand at now while they are waited for, and behind it until they are told', () => {
    const soaking = aMachine({ machine_id: 'soaks', verdict: 'soaking', settled_at: second(5) });
    const untold = aMachine({ machine_id: 'untold', started_at: null });
    expect(places([soaking, untold])).toEqual([
      [5, 0, 'soaks'],
      [7, 0, 'untold'],
    ]);
  });

  test('are counted where there is no room, and who failed is not among those', () => {
    const many = Array.from({ length: 500 }, (_, index) => healthy(`web-${index}`, 11));
    const ill = aMachine({ machine_id: 'ill', verdict: 'unhealthy', settled_at: second(12) });
    const marks = laneMarks([...many, ill], AXIS, ROOM);
    expect(marks.map(({ machine, more }) => machine?.machine_id ?? more)).toEqual(['ill', 'web-0', 'web-1', 498]);
    expect(rowsOf(marks)).toBe(4);
  });

  test('never leave the track, also when nothing is ahead', () => {
    const untold = Array.from({ length: 50 }, (_, index) => aMachine({ machine_id: `${index}`, started_at: null }));
    const marks = laneMarks(untold, { ...AXIS, reached: AXIS.to }, ROOM);
    for (const { column, row } of marks) {
      expect(column).toBeLessThan(ROOM.columns);
      expect(row).toBeLessThan(ROOM.rows);
    }
    const told = marks.reduce((sum, { machine, more = 0 }) => sum + (machine ? 1 : more), 0);
    expect(told).toBe(50);
  });
});
