import { describe, expect, test } from 'vitest';
import { cursorAfterKey } from '../../../../services/board/machines/plot-cursor.ts';
import type { PlotMark } from '../../../../services/board/machines/health-plot.ts';

const mark = (x: number): PlotMark => ({
  ...{ x, at: x, status: 'pass', results: 1, failed: 0, durationMs: 1, height: 1 },
  message: undefined,
});
const rows = [{ marks: [10, 50, 90].map(mark) }, { marks: [45, 99].map(mark) }];

describe('the result of a check that is looked at', () => {
  test('is the newest of the first check after the first key', () => {
    expect(cursorAfterKey('ArrowLeft', undefined, rows)).toEqual({ row: 0, mark: 2 });
  });

  test.each([
    ['ArrowLeft', { row: 0, mark: 1 }, { row: 0, mark: 0 }],
    ['ArrowLeft', { row: 0, mark: 0 }, { row: 0, mark: 0 }],
    ['ArrowRight', { row: 0, mark: 2 }, { row: 0, mark: 2 }],
    ['Home', { row: 0, mark: 2 }, { row: 0, mark: 0 }],
    ['End', { row: 1, mark: 0 }, { row: 1, mark: 1 }],
    ['ArrowDown', { row: 0, mark: 1 }, { row: 1, mark: 0 }],
    ['ArrowUp', { row: 1, mark: 1 }, { row: 0, mark: 2 }],
    ['ArrowDown', { row: 1, mark: 1 }, { row: 1, mark: 1 }],
  ])('after %s at %o is %o', (key, from, to) => expect(cursorAfterKey(key, from, rows)).toEqual(to));

  test('does not move on other keys, nor where there is nothing', () => {
    expect([cursorAfterKey('Tab', undefined, rows), cursorAfterKey('ArrowLeft', undefined, [])]).toEqual([
      ...[undefined, undefined],
    ]);
  });
});
