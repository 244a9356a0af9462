import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirstNames } from '../../../services/compliance/first-names.ts';

describe('the first names', () => {
  test('are the first of all that came, in whatever order, with all that was said of them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 1, max: 5 }), (names, most) => {
        const first = new FirstNames<{ times: number }>(most);
        for (const name of names) first.add(name, () => ({ times: 0 })).times += 1;
        const counts = [...new Set(names)]
          .toSorted((one, other) => (one < other ? -1 : 1))
          .slice(0, most)
          .map((name) => [name, { times: names.filter((each) => each === name).length }]);
        expect(first.first()).toEqual(counts);
      }),
    );
  });
});
