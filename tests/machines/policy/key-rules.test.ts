import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { expiryOf, isExpired, isLastAdmin, refuseControlCharacters } from '../../../machines/policy/key-rules.ts';

const NOW = Date.parse('2026-04-20T09:00:00Z');
const admin = (expiresAt: number | null = null) => ({ role: 'admin', expiresAt }) as const;
const deploy = { role: 'deploy', expiresAt: null } as const;

describe('a key', () => {
  test.each([
    [null, false],
    [NOW + 1, false],
    [NOW, true],
    [NOW - 1, true],
  ])('that expires at %s is expired: %s', (expiresAt, expired) => expect(isExpired({ expiresAt }, NOW)).toBe(expired));

  test.each([
    ['of an only administrator', admin(), [], true],
    ['beside other roles', admin(), [deploy], true],
    ['beside an administrator', admin(), [admin()], false],
    ['beside an administrator that will expire', admin(), [admin(NOW + 1)], true],
    ['that will expire, beside one that will, too', admin(NOW + 2), [admin(NOW + 1)], false],
    ['that will expire, beside one that has', admin(NOW + 2), [admin(NOW - 1)], true],
    ['that has expired', admin(NOW - 1), [], false],
    ['of another role', deploy, [], false],
  ])('%s is the last of an administrator or not', (_, key, others, last) =>
    expect(isLastAdmin(key, others, NOW)).toBe(last),
  );

  test.each(['a\nb', '\t', '\u0000', 'x\u007f', '\u0085'])('cannot have the name %j', (name) =>
    expect(() => refuseControlCharacters(name)).toThrow(BadInput),
  );

  test.each(['ci', 'Zoë’s laptop', ' ', '🔑'])('can have the name %j', (name) =>
    expect(() => refuseControlCharacters(name)).not.toThrow(),
  );
});

describe('an expiry', () => {
  test('may be never, or a time to come in any zone', () => {
    expect(expiryOf(null, NOW)).toBeNull();
    expect(expiryOf('2026-04-20T12:00:01+03:00', NOW)).toBe(NOW + 1000);
  });

  test.each(['2026-04-20T09:00:00Z', '2020-01-01T00:00:00Z'])('of %s is over', (text) =>
    expect(() => expiryOf(text, NOW)).toThrow('it is 2026-04-20T09:00:00.000Z here'),
  );

  test('that is no time is refused', () =>
    expect(() => expiryOf('2026-13-41T09:00:00Z', NOW)).toThrow('no time that there is'));
});
