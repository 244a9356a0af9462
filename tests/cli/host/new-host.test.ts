import { describe, expect, test } from 'vitest';
import { newHost } from '../../../cli/host/new-host.ts';
import { BadInput } from '../../../machines/errors.ts';

const WORDS = { hostname: 'web-03', org: 'my-org', role: 'server', platform: 'x86_64-linux' };

describe('a new host', () => {
  test.each(['web-03', 'x', '3com', 'Web-03', 'a'.repeat(63)])('may be called %s', (hostname) => {
    expect(newHost({ ...WORDS, hostname })).toEqual({ ...WORDS, hostname });
  });

  test.each(['', '../../x', 'a/b', 'a.b', '-a', 'a-', 'a b', 'a"b', '${x}', 'a\nb', 'ä', 'a'.repeat(64)])(
    'may not be called %j: it becomes a folder and Nix code',
    (hostname) => expect(() => newHost({ ...WORDS, hostname })).toThrow(BadInput),
  );

  test.each([
    [{ role: 'srver' }, '--role is one of workstation, server, edge, kiosk, not "srver"; did you mean server?'],
    [{ platform: 'x86-linux' }, 'not "x86-linux"; did you mean x86_64-linux?'],
    [{ org: 'a\n}' }, '--org is letters, digits'],
  ])('is refused with %j', (change, problem) => {
    expect(() => newHost({ ...WORDS, ...change })).toThrow(problem);
  });
});
