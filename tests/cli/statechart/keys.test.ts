import { describe, expect, test } from 'vitest';
import { keysIn } from '../../../cli/statechart/keys.ts';
import { stepAfter } from '../../../cli/statechart/replayed.ts';

describe('keys of a replay', () => {
  test.each([
    ['\r', ['next']],
    [' \u001b[C\u001bOB', ['next', 'next', 'next']],
    ['\u001b[D\u007f', ['back', 'back']],
    ['\u001b[H\u001b[4~', ['first', 'last']],
    ['q', ['end']],
    ['\u0003', ['end']],
    // Ctrl and an arrow, a mouse, letters that mean nothing.
    ['\u001b[1;5Cx\u001b[Mü', []],
  ])('in %j are %j', (text, keys) => expect(keysIn(text)).toEqual(keys));
});

describe('a key at a step', () => {
  test.each([
    [0, 'next', 1],
    [2, 'next', 2],
    [0, 'back', 0],
    [2, 'back', 1],
    [1, 'first', 0],
    [0, 'last', 2],
    [1, 'end', undefined],
  ] as const)('%i of three: %s leads to %s', (index, key, next) => expect(stepAfter(index, key, 3)).toBe(next));
});
