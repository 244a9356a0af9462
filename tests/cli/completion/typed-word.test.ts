import { describe, expect, test } from 'vitest';
import { typedWord } from '../../../cli/completion/typed-word.ts';

describe('a word as it is typed', () => {
  test.each([
    ['web-01', 'web-01'],
    ["'web 01'", 'web 01'],
    ["'web 0", 'web 0'],
    ['"a b"c', 'a bc'],
    ['"it\'s', "it's"],
    [String.raw`a\ b`, 'a b'],
    [String.raw`"a\"b"`, 'a"b'],
    [String.raw`'a\b'`, String.raw`a\b`],
    ['a\\', 'a\\'],
    ['$(touch x)', '$(touch x)'],
    ['', ''],
  ])('%s means %s', (raw, word) => {
    expect(typedWord(raw)).toBe(word);
  });
});
