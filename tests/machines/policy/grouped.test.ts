import { describe, expect, test } from 'vitest';
import { groupedBy } from '../../../machines/policy/grouped.ts';

describe('items by a key', () => {
  test('keep their order, and so do the keys', () => {
    const groups = groupedBy(['b1', 'a1', 'b2'], (item) => item[0]);
    expect([...groups]).toEqual([
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ]);
  });

  test('of none are none', () => {
    expect(groupedBy([], (item) => item).size).toBe(0);
  });
});
