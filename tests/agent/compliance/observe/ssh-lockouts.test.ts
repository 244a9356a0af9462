import { describe, expect, test } from 'vitest';
import { lockouts } from '../../../../agent/compliance/observe/ssh-lockouts.ts';

type Settings = Readonly<Record<string, string>>;

const KEYS_AND_PAM = { pubkeyauthentication: 'yes', kbdinteractiveauthentication: 'yes', usepam: 'yes' };
const BOTH = { authenticationmethods: 'publickey,keyboard-interactive' };
/** For everybody, and for the people of a `Match`. */
const views = (everybody: Settings, match?: Settings) => [
  { criteria: null, settings: new Map(Object.entries({ ...KEYS_AND_PAM, ...everybody })) },
  ...(match === undefined
    ? []
    : [{ criteria: 'User ann', settings: new Map(Object.entries({ ...KEYS_AND_PAM, ...everybody, ...match })) }]),
];

describe('somebody is locked out over SSH', () => {
  test('where PAM refuses all that is demanded', () => {
    expect(lockouts(views(BOTH), false)).toEqual([{ match: null, why: 'pam' }]);
    expect(lockouts(views(BOTH), true)).toEqual([]);
  });

  // OpenSSH does not start like this; its -G (9.3) reads it.
  test('where a method is demanded that is off', () => {
    const off = views({ ...BOTH, kbdinteractiveauthentication: 'no' });
    expect(lockouts(off, true)).toEqual([{ match: null, why: 'methods' }]);
  });

  test('by a Match that demands what PAM refuses', () => {
    expect(lockouts(views({}, BOTH), false)).toEqual([{ match: 'User ann', why: 'pam' }]);
  });

  test('but not where a Match lets some in, or none on purpose', () => {
    expect(lockouts(views(BOTH, { authenticationmethods: 'publickey' }), false)).toEqual([]);
    expect(lockouts(views({}, { pubkeyauthentication: 'no' }), false)).toEqual([]);
  });

  test('nor where there is no sshd, or PAM is not asked', () => {
    expect(lockouts([], false)).toEqual([]);
    expect(lockouts(views({ usepam: 'no' }), false)).toEqual([]);
  });
});
