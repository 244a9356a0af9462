import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../../../../services/board/fleet/fleet-query.ts';
import { fleetView } from '../../../../services/board/fleet/fleet-view.ts';
import { lineOf, perLineOf, tileLines, tileSize } from '../../../../services/board/fleet/tile-lines.ts';
import { aFleet } from './a-live-machine.ts';

describe('tiles', () => {
  test.each([
    [10, 28],
    [2_000, 18],
    [10_000, 9],
    [100_000, 9],
  ])('of %i machines are %i pixels large', (places, size) => {
    expect(tileSize({ width: 1080, height: 750, places })).toBe(size);
  });

  test('stand in lines below the heading of their group', () => {
    const fleet = aFleet(
      ['a', 'b', 'c', 'd'].map((machine_id) => ({ machine_id, tags: [machine_id < 'd' ? 'x' : 'y'] })),
    );
    const lines = tileLines(fleetView(fleet, { ...EVERYTHING, group: 'tag' }), 2);
    expect(lines.map((line) => (line.kind === 'heading' ? line.title : line.entries.length))).toEqual([
      'x',
      2,
      1,
      'y',
      1,
    ]);
    expect([0, 1, 2, 3].map((place) => lineOf(lines, place))).toEqual([1, 1, 2, 4]);
    expect(perLineOf(5, 9)).toBe(1);
  });
});
