import { expect, test } from 'vitest';
import { activeWords, innermost } from '../../../../services/board/elements/active-words.ts';

test.each([
  [[], []],
  [['idle'], ['idle']],
  [['idle', 'idle__waiting'], ['idle.waiting']],
  [
    ['lifecycle', 'lifecycle__active', 'deployment', 'deployment__failed'],
    ['lifecycle.active', 'deployment.failed'],
  ],
])('of %o the innermost are told: %o', (active, words) => {
  expect(activeWords(active)).toEqual(words);
  expect(innermost(active).map((id) => id.replaceAll('__', '.'))).toEqual(words);
});
