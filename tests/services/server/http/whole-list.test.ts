import { describe, expect, test } from 'vitest';
import { listText, wholeList } from '../../../../services/server/http/whole-list.ts';

/** Numbers below `count`, two a page; says which pages were read. */
function numbers(count: number, read: number[] = []) {
  return (after: string | undefined) => {
    const from = Number(after ?? 0);
    read.push(from);
    const items = Array.from({ length: Math.min(2, count - from) }, (_, index) => from + index);
    return { items, ...(from + 2 < count && { next: String(from + 2) }) };
  };
}

const never = (error: unknown) => {
  throw error;
};

describe('a list that is given whole', () => {
  test.each([1, 2, 3, 6, 7])('of %i items is one array', (count) => {
    const text = [...listText(wholeList({ page: numbers(count), broken: never }))].join('');
    expect(JSON.parse(text)).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test('is read no further than it is asked for', () => {
    const read: number[] = [];
    const pieces = listText(wholeList({ page: numbers(9, read), broken: never }))[Symbol.iterator]();
    expect(read).toEqual([0]);
    pieces.next();
    pieces.next();
    expect(read).toEqual([0, 2]);
  });

  test('that breaks off says so, and ends with the error instead of a bracket', () => {
    const broken: unknown[] = [];
    const damage = new Error('the database is gone');
    const page = (after: string | undefined) => {
      if (after !== undefined) throw damage;
      return { items: [1], next: '1' };
    };
    const pieces = listText(wholeList({ page, broken: (error) => broken.push(error) }))[Symbol.iterator]();
    expect(pieces.next().value).toBe('[1');
    expect(() => pieces.next()).toThrow(damage);
    expect(broken).toEqual([damage]);
  });
});
