import { expect, test } from 'vitest';
import { passableWays, waysIn } from '../../../../agent/compliance/observe/ways-in.ts';

const ON = {
  pubkeyauthentication: 'yes',
  passwordauthentication: 'yes',
  kbdinteractiveauthentication: 'yes',
  usepam: 'yes',
};
const ways = (settings: Readonly<Record<string, string>>) =>
  waysIn(new Map(Object.entries({ ...ON, ...settings }))).map((methods) => methods.join(','));

test('each method that is on is a way in where nothing says what must come together', () => {
  expect(ways({ authenticationmethods: 'any' })).toEqual(['publickey', 'password', 'keyboard-interactive']);
  expect(ways({ pubkeyauthentication: 'no', gssapiauthentication: 'yes' })).toContain('gssapi-with-mic');
  expect(ways({ pubkeyauthentication: 'no' })).not.toContain('publickey');
});

test('every list is a way in, unless one of its methods is off', () => {
  const authenticationmethods = 'publickey,keyboard-interactive:pam publickey,password';
  expect(ways({ authenticationmethods })).toEqual(['publickey,keyboard-interactive', 'publickey,password']);
  expect(ways({ authenticationmethods, passwordauthentication: 'no' })).toEqual(['publickey,keyboard-interactive']);
});

test('nobody asks by keyboard without PAM', () => {
  expect(ways({ usepam: 'no' })).toEqual(['publickey', 'password']);
});

test('nobody arrives by what PAM asks for where it refuses every answer', () => {
  const settings = new Map(Object.entries({ ...ON, authenticationmethods: 'publickey publickey,password password' }));
  expect(passableWays(settings, false)).toEqual([['publickey']]);
  expect(passableWays(settings, true)).toHaveLength(3);
  expect(passableWays(settings.set('usepam', 'no'), false)).toHaveLength(3);
});
