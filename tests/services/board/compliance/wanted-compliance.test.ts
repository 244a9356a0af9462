import { describe, expect, test } from 'vitest';
import { complianceQuery, wantedCompliance } from '../../../../services/board/compliance/wanted-compliance.ts';

describe('what the address asks for', () => {
  test.each([
    ['', {}],
    ['framework=nis2', { framework: 'nis2' }],
    ['tag=%20eu%20&framework=', { tag: ['eu'] }],
    ['framework=dora&tag=a%26b', { framework: 'dora', tag: ['a&b'] }],
  ])('%j is %j', (text, wanted) => expect(wantedCompliance(new URLSearchParams(text))).toEqual(wanted));

  test('is asked of evidence that is no older than two days', () => {
    expect(complianceQuery({ tag: ['eu'] })).toEqual({ tag: ['eu'], max_age: '172800' });
  });
});
