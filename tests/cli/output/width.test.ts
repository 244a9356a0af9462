import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, widthOf } from '../../../cli/output/width.ts';

const RED = '\u001b[31mfailed\u001b[39m';

describe('the width of a text on a terminal', () => {
  test.each([
    ['web-01', 6],
    ['—…·→', 4],
    ['日本', 4],
    ['한글', 4],
    ['ｗｅｂ', 6],
    ['🦦', 2],
    ['⌚', 2],
    ['✔', 1],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['🇫🇷', 2],
    [RED, 6],
    ['\u001b[31m日\u001b[39m', 2],
    ['', 0],
  ])('%j takes %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('a text that is cut', () => {
  test.each([
    ['web-01', 6, 'web-01'],
    ['web-01', 4, 'web…'],
    ['日本語', 4, '日…'],
    ['日本語', 5, '日本…'],
    ['web-01', 1, '…'],
    ['web-01', 0, ''],
    [`${RED} again`, 4, '\u001b[31mfai\u001b[0m…'],
    ['🦦🦦', 3, '🦦…'],
  ])('%j in %i columns is %j', (text, room, expected) => {
    expect(cut(text, room)).toBe(expected);
  });

  test('never takes more room than there is, and is whole where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 20 }), (text, room) => {
        const short = cut(text, room);
        expect(widthOf(short)).toBeLessThanOrEqual(room);
        if (widthOf(text) <= room) expect(short).toBe(text);
      }),
    );
  });
});
