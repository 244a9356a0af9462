import { describe, expect, test } from 'vitest';
import { queryIn, withQuery } from '../../../../services/board/elements/fragment-query.ts';

describe('the query of a fragment', () => {
  test('is what stands behind its question mark', () => {
    expect(queryIn('#/actors?kind=rollout&search=a%26b').get('search')).toBe('a&b');
    expect(queryIn('#/actors').size).toBe(0);
  });

  test.each([
    ['#/actors', { kind: 'batch' }, '#/actors?kind=batch'],
    ['#/actors?kind=batch', { kind: undefined }, '#/actors'],
    ['#/actors?kind=batch', { kind: '', search: 'a b' }, '#/actors?search=a+b'],
    ['#/actors/rollout%3Ar-1?step=7', { step: '8' }, '#/actors/rollout%3Ar-1?step=8'],
  ])('in %s, changed by %o, leads to %s', (fragment, changes, changed) => {
    expect(withQuery(fragment, changes)).toBe(changed);
  });
});
