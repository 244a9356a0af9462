import { describe, expect, test } from 'vitest';
import { drawnFrame } from '../../../cli/output/frame.ts';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const size = { columns: 20, rows: 8 };

/** What a terminal shows after it. */
const rowsOf = (drawn: string): string[] =>
  drawn
    .replace('\u001b[H', '')
    .replace('\u001b[J', '')
    .split('\n')
    .map((row) => row.replace('\u001b[K', ''));

describe('a frame', () => {
  test('goes over the one before it in one piece, and leaves nothing of that', () => {
    expect(drawnFrame({ head: 'head', lines: ['a', 'b'], foot: [] }, size)).toBe(
      '\u001b[Hhead\u001b[K\n\u001b[K\na\u001b[K\nb\u001b[K\u001b[J',
    );
  });

  test('ends where the screen does, and says how much there is more', () => {
    expect(rowsOf(drawnFrame({ head: 'head', lines: numbers(9), foot: [] }, size))).toEqual([
      ...['head', '', 'line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'and 4 more'],
    ]);
  });

  test('fills the screen when it just fits', () => {
    expect(rowsOf(drawnFrame({ head: 'head', lines: numbers(6), foot: [] }, size))).toEqual([
      'head',
      '',
      ...numbers(6),
    ]);
  });

  test('has its foot in any case', () => {
    expect(rowsOf(drawnFrame({ head: 'head', lines: numbers(9), foot: ['3 hosts', 'Error: away'] }, size))).toEqual([
      ...['head', '', 'line 1', 'line 2', 'and 7 more', '', '3 hosts', 'Error: away'],
    ]);
  });

  test('never has lines that wrap', () => {
    expect(rowsOf(drawnFrame({ head: 'x'.repeat(30), lines: ['日'.repeat(15)], foot: [] }, size))).toEqual([
      `${'x'.repeat(19)}…`,
      '',
      `${'日'.repeat(9)}…`,
    ]);
  });

  test('is not higher than the smallest screen', () => {
    const lines = rowsOf(drawnFrame({ head: 'h', lines: numbers(5), foot: ['a', 'b'] }, { columns: 20, rows: 2 }));
    expect(lines).toHaveLength(2);
  });
});
