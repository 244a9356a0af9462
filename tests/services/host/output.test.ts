import { describe, expect, test } from 'vitest';
import { Lines } from '../../../services/host/output.ts';

describe('text cut into lines', () => {
  test('gives up waiting for the end of a line that has none, and keeps nothing of it', () => {
    const sizes: number[] = [];
    const lines = new Lines((line) => sizes.push(line.length));
    for (let piece = 0; piece < 40; piece += 1) lines.add('x'.repeat(64 * 1024));
    expect(sizes).toEqual([17 * 64 * 1024, 17 * 64 * 1024]);
    lines.add('\nwell\n');
    expect(sizes.slice(2)).toEqual([6 * 64 * 1024, 4]);
  });
});
