import { describe, expect, test } from 'vitest';
import { failureText } from '../../cli/failure-text.ts';
import { BadUsage, Conflict, HttpFailed } from '../../machines/errors.ts';

describe('an error', () => {
  test('says what is wrong, why, and what to do', () => {
    const cause = new HttpFailed('Control plane returned 409 Conflict: r-1 has it', 409);
    expect(failureText(new Conflict('it is in use', {}, { cause }))).toBe(
      'Error: it is in use\n\nCaused by:\n  Control plane returned 409 Conflict: r-1 has it',
    );
    expect(failureText(new BadUsage('unknown flag --quux'))).toBe('Error: unknown flag --quux\n\nTry --help.');
    expect(failureText(new HttpFailed('returned 403', 403))).toContain('has not the role that this needs');
    expect(failureText(new TypeError('oh'))).toContain('This is a defect of nixfleet');
  });

  test('shows what others said line by line, and lets it command no terminal', () => {
    const said = 'returned 500: a\u001b[2Jb\r\n\tat \u009b31mc\u202ed\u0007';
    expect(failureText(new HttpFailed(said, 500))).toBe('Error: returned 500: ab\n at cd');
  });
});
