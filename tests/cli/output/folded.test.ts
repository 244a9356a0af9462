import { describe, expect, test } from 'vitest';
import { folded } from '../../../cli/output/folded.ts';

describe('a folded line', () => {
  test('stays as it is where it fits, and in a pipe', () => {
    expect(folded('a b c', 5)).toEqual(['a b c']);
    expect(folded('a b c', null)).toEqual(['a b c']);
  });

  test('goes on below its last column', () => {
    expect(folded('  idle  Waits for the next poll', 20)).toEqual([
      '  idle  Waits for',
      '        the next',
      '        poll',
    ]);
  });

  test('goes on a little further in where it has no columns', () => {
    expect(folded('  waits for the next poll', 16)).toEqual(['  waits for the', '    next poll']);
  });

  test('is broken between two columns rather than within one that fits', () => {
    expect(folded('  12:00  start   pending -> active      order=1', 36)).toEqual([
      '  12:00  start   pending -> active',
      '                 order=1',
    ]);
  });

  test('keeps the blanks between columns that stay in one line', () => {
    expect(folded('  a   b     c d', 14)).toEqual(['  a   b     c', '      d']);
  });

  test('loses no blank of another kind', () => {
    expect(folded('  name  a\u00a0b\u2003c d', 14)).toEqual(['  name  a\u00a0b\u2003c', '    d']);
  });

  test('never cuts a word', () => {
    expect(folded('store /nix/store/aaaaaaaaaa', 8)).toEqual(['store', '  /nix/store/aaaaaaaaaa']);
  });
});
