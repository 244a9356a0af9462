import { describe, expect, test } from 'vitest';
import { foundGenerations, type Generations, previousGeneration } from '../../../../services/host/ssh/generations.ts';
import { keeperAnswer } from '../../../../services/host/ssh/keeper-answer.ts';

const path = (name: string): string => `/nix/store/${name.repeat(32)}-system`;
/** Generations from 1 on with these letters, or `[number, letter]`. */
const having = (letters: string, profile: number, running: string): Generations => ({
  all: [...letters].map((letter, index) => ({ number: index + 1, path: path(letter) })),
  profile,
  running: running === '' ? '' : path(running),
});

describe('the previous generation', () => {
  test.each([
    ['the one before the current', having('abc', 3, 'c'), 2],
    ['the one before the profile’s, also when there are newer ones', having('abc', 2, 'b'), 1],
    ['not the same system under an older number', having('abb', 3, 'b'), 1],
    ['the profile’s own, when what runs was only tried', having('ab', 2, 'x'), 2],
    ['the one before what runs, when the profile names another', having('abc', 1, 'c'), 2],
    ['the one before the profile’s, when it cannot be seen what runs', having('abc', 3, ''), 2],
  ])('is %s', (_, found, number) => {
    expect(previousGeneration(found).number).toBe(number);
  });

  test.each([
    ['there is only the current', having('a', 1, 'a')],
    ['all older ones are the same', having('aa', 2, 'a')],
    ['the current is the oldest', having('abc', 1, 'a')],
    ['there is none', having('', 0, '')],
  ])('is refused when %s', (_, found) => {
    expect(() => previousGeneration(found)).toThrow('there is no generation older than the current one');
  });
});

describe('the generations of a machine', () => {
  test('are in the order of their numbers, whatever order and whatever else is there', () => {
    const said = [
      'Welcome to web-01!',
      'nixfleet running ' + path('c'),
      'nixfleet profile system-10-link',
      'nixfleet generation system-10-link ' + path('c'),
      'nixfleet generation system-2-link ' + path('a'),
      'nixfleet generation system-9-link ' + path('b'),
      'nixfleet generation system-11-link /tmp/elsewhere',
      'nixfleet generation system-x-link ' + path('d'),
      'nixfleet looked',
    ];
    expect(foundGenerations(keeperAnswer(said.join('\n')))).toEqual({
      all: [2, 9, 10].map((number, index) => ({ number, path: path('abc'[index] ?? '') })),
      profile: 10,
      running: path('c'),
    });
  });
});
