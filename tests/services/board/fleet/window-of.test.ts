import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrolledTo, windowOf } from '../../../../services/board/fleet/window-of.ts';

const viewport = fc.record({
  scrollTop: fc.integer({ min: -50, max: 400_000 }),
  height: fc.integer({ min: 0, max: 2000 }),
  rowHeight: fc.integer({ min: 9, max: 40 }),
  count: fc.integer({ min: 0, max: 10_000 }),
});

describe('the window of a long list', () => {
  test('always has the rows in sight, and never many more', () => {
    fc.assert(
      fc.property(viewport, fc.nat(10_000), (seen, row) => {
        const { first, end } = windowOf(seen);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(seen.height / seen.rowHeight) + 17);
        const top = row * seen.rowHeight;
        const isSeen = row < seen.count && top + seen.rowHeight > seen.scrollTop && top < seen.scrollTop + seen.height;
        if (isSeen) expect(row >= first && row < end).toBe(true);
      }),
    );
  });

  test.each([
    ['stays where the row is in sight', 5, 100],
    ['goes up to a row above', 2, 40],
    ['goes down to a row below, no further', 20, 220],
  ])('%s', (_, row, top) => {
    expect(scrolledTo(row, { scrollTop: 100, height: 200, rowHeight: 20, count: 100 })).toBe(top);
  });
});
