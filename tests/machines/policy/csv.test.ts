import { describe, expect, test } from 'vitest';
import { csvRow } from '../../../machines/policy/csv.ts';

describe('a field of a table', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['=SUM(A1:A9)', "'=SUM(A1:A9)"],
    ['=A,B', `"'=A,B"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@here', "'@here"],
    ['\ttab', "'\ttab"],
    ['\rreturn', `"'\rreturn"`],
    ['a=b', 'a=b'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
  ])('%j is written %j', (text, written) => {
    expect(csvRow([text, 'x'])).toBe(`${written},x\n`);
  });
});
