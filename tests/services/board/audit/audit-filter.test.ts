import { describe, expect, test } from 'vitest';
import { auditFilter, localText, momentOf } from '../../../../services/board/audit/audit-filter.ts';

describe('the filter of the audit', () => {
  test('asks only what is given, and nothing that it does not know', () => {
    const query = new URLSearchParams('actor=apikey%3Aops&action=&target=%20web-01%20&limit=9');
    expect(auditFilter(query)).toEqual({ actor: 'apikey:ops', target: 'web-01' });
  });

  test('gives a time back as it was chosen', () => {
    expect(localText(momentOf('2026-04-20T09:15'))).toBe('2026-04-20T09:15');
    expect(momentOf('2026-04-20T09:15')).toMatch(/Z$/);
  });

  test.each(['', 'yesterday'])('takes %j for no time', (text) => {
    expect(momentOf(text)).toBeUndefined();
    expect(localText(text)).toBe('');
  });
});
