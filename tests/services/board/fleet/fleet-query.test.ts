import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EVERYTHING,
  fragmentFor,
  GROUPS,
  isNarrowed,
  fleetQuery,
  SORTS,
  toggled,
  VIEWS,
  widened,
} from '../../../../services/board/fleet/fleet-query.ts';

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const values = fc.uniqueArray(text, { maxLength: 3 });
const aQuery = fc.record({
  q: text,
  chosen: fc.record({
    tag: values,
    lifecycle: values,
    activity: values,
    deployment: values,
    presence: values,
    need: values,
  }),
  group: fc.constantFrom(...GROUPS),
  sort: fc.constantFrom(...SORTS),
  view: fc.constantFrom(...VIEWS),
});

describe('a query in the address', () => {
  test('always comes back as it was written', () => {
    fc.assert(
      fc.property(aQuery, (query) => {
        expect(fleetQuery(fragmentFor(query))).toEqual(query);
      }),
    );
  });

  test('is left out where it asks for everything', () => {
    expect(fragmentFor(EVERYTHING)).toBe('#/fleet');
    expect(fleetQuery('#/fleet')).toEqual(EVERYTHING);
    expect(fleetQuery('')).toEqual(EVERYTHING);
  });

  test('counts as not said where it has words that nobody knows, or more than anybody types', () => {
    expect(fleetQuery('#/fleet?group=colour&sort=&view=3d&tag=')).toEqual(EVERYTHING);
    expect(fleetQuery(`#/fleet?q=${'x'.repeat(5000)}`).q).toHaveLength(200);
    expect(fleetQuery(`#/fleet?${'&tag=a'.repeat(100)}`).chosen.tag).toEqual(['a']);
  });

  test('chooses a value, and chooses it no more', () => {
    const once = toggled(EVERYTHING, 'tag', 'eu');
    expect([isNarrowed(EVERYTHING), isNarrowed(once)]).toEqual([false, true]);
    expect(toggled(once, 'tag', 'eu')).toEqual(EVERYTHING);
    expect(widened({ ...once, q: 'web', view: 'tiles' })).toEqual({ ...EVERYTHING, view: 'tiles' });
  });
});
