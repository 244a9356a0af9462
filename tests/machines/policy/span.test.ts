import { describe, expect, test } from 'vitest';
import { span } from '../../../machines/policy/span.ts';

describe('a length of time', () => {
  test.each([
    [-5_000, '0 s'],
    [999, '0 s'],
    [41_999, '41 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [7_199_999, '119 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
  ])('of %i ms is %s', (ms, text) => expect(span(ms)).toBe(text));
});
