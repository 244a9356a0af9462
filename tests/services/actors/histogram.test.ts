import { describe, expect, test } from 'vitest';
import { Histogram } from '../../../services/actors/histogram.ts';

describe('a histogram', () => {
  test('counts a number in the first bucket that contains it, bounds included', () => {
    const histogram = new Histogram([1, 10]);
    for (const value of [0, 1, 1.5, 10, 10.5]) histogram.observe(value);
    expect(histogram.distribution()).toEqual({ bounds: [1, 10], counts: [2, 2, 1], sum: 23 });
  });

  test('gives a copy that does not change', () => {
    const histogram = new Histogram([1]);
    const before = histogram.distribution();
    histogram.observe(1);
    expect(before.counts).toEqual([0, 0]);
  });
});
