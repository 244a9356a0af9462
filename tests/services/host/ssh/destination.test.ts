import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sshDestination } from '../../../../services/host/ssh/destination.ts';

describe('an SSH destination', () => {
  test.each(['web-01', 'root@web-01', 'web-01.example.org', 'alice@192.0.2.1', '2001:db8::1', '_gateway'])(
    'may be %s',
    (text) => expect(sshDestination(text)).toBe(text),
  );

  test.each([
    '',
    '-oProxyCommand=x',
    'root@-oProxyCommand=x',
    '-l@host',
    'a b',
    'host\nx',
    'ssh://host',
    'a@b@c',
    'h;x',
    '$(x)',
  ])('may not be %j', (text) => expect(() => sshDestination(text)).toThrow('not an SSH destination'));

  test('is never an option, and never more than one word, whatever is tried', () => {
    const piece = fc.constantFrom(
      '-',
      '@',
      ' ',
      'o',
      'web',
      '=',
      '%',
      '$',
      "'",
      '"',
      '\n',
      '\t',
      ';',
      '`',
      '\\',
      ':',
      '.',
      '/',
      '\u00a0',
      'é',
    );
    const tried = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(tried, (text) => {
        let taken: string | undefined;
        try {
          taken = sshDestination(text);
        } catch {
          return;
        }
        expect(taken).toBe(text);
        expect(taken).toMatch(/^[A-Za-z0-9_@.:-]+$/);
        expect(taken.split('@').every((part) => !part.startsWith('-'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
