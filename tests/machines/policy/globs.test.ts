import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matching, unmatched } from '../../../machines/policy/globs.ts';

const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', '.', '*', '?', '[', ']'), maxLength: 8 });
const plainName = name.filter((text) => !text.includes('*'));

describe('a glob of host names', () => {
  test.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['web-01', 'web-01', true],
    ['web-01', 'web-011', false],
    ['web-*', 'web-', true],
    ['web-*', 'web-11', true],
    ['web-*1', 'web-11', true],
    ['*-01', 'a-01-01', true],
    ['*b*', 'abc', true],
    ['a*a', 'a', false],
    ['a*b*a', 'aba', true],
    ['**', 'x', true],
    ['web-?', 'web-1', false],
    ['[ab]', 'a', false],
    ['Web-*', 'web-1', false],
    ['', '', true],
    ['', 'x', false],
    [' web', 'web', false],
  ])('%j on %j: %j', (pattern, host, expected) => {
    expect(matching([host], [pattern])).toEqual(expected ? [host] : []);
  });

  test('means any run of characters by its star, and itself by all else', () => {
    const meaning = (pattern: string) =>
      new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&').replaceAll('\\*', '.*')}$`, 's');
    fc.assert(
      fc.property(name, plainName, (pattern, host) => {
        expect(matching([host], [pattern]).length === 1).toBe(meaning(pattern).test(host));
      }),
      { numRuns: 1000 },
    );
  });

  test('is found by its own pieces', () => {
    fc.assert(
      fc.property(fc.array(plainName, { minLength: 1, maxLength: 4 }), plainName, (pieces, filling) => {
        expect(matching([pieces.join(filling)], [pieces.join('*')])).toHaveLength(1);
      }),
    );
  });
});

describe('several globs', () => {
  test('keep the order of the names and take each once', () => {
    expect(matching(['c', 'b1', 'b2', 'a'], ['b*', 'a', '*2'])).toEqual(['b1', 'b2', 'a']);
  });

  test('tell which of them mean nobody', () => {
    expect(unmatched(['web-01'], ['web-*', 'db-*', 'web-02'])).toEqual(['db-*', 'web-02']);
  });
});
