import { describe, expect, test } from 'vitest';
import { moved } from '../../../../services/board/fleet/moved.ts';

const table = { places: 100, perLine: 1, linesInSight: 10 };
const tiles = { places: 100, perLine: 8, linesInSight: 5 };

describe('a key', () => {
  test.each([
    ['ArrowDown', 4, 5],
    ['ArrowUp', 0, 0],
    ['PageDown', 4, 13],
    ['PageUp', 4, 0],
    ['Home', 50, 0],
    ['End', 4, 99],
    ['ArrowRight', 4, undefined],
    ['x', 4, undefined],
    ['toString', 4, undefined],
  ])('%s leads in a table from %i to %s', (key, from, to) => {
    expect(moved(key, from, table)).toBe(to);
  });

  test.each([
    ['ArrowRight', 4, 5],
    ['ArrowDown', 4, 12],
    ['ArrowUp', 12, 4],
    ['PageDown', 4, 36],
  ])('%s leads among tiles from %i to %s', (key, from, to) => {
    expect(moved(key, from, tiles)).toBe(to);
  });
});
