import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { soakAt } from '../../../machines/policy/soak.ts';

describe('one more healthy report', () => {
  test.each([
    ['over', { soakMs: 0, soaksSince: null }, 5],
    ['begins', { soakMs: 10, soaksSince: null }, 5],
    ['under_way', { soakMs: 10, soaksSince: 5 }, 14],
    ['over', { soakMs: 10, soaksSince: 5 }, 15],
    ['begins', { soakMs: 10, soaksSince: 5 }, 4],
    ['under_way', { soakMs: 10, soaksSince: 5 }, 5],
  ])('says that the soak time %s, of %j at %i', (word, soak, now) => expect(soakAt(soak, now)).toBe(word));

  test('never ends a soak time that has not passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.option(fc.nat(200)), fc.nat(300), (soakMs, soaksSince, now) => {
        if (soakAt({ soakMs, soaksSince }, now) !== 'over') return;
        expect(now - (soaksSince ?? Number.NaN)).toBeGreaterThanOrEqual(soakMs);
      }),
    );
  });
});
