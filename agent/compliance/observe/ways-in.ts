import type { SshdSettings } from './sshd.ts';

/** Methods of sshd, and the setting that switches each on. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['publickey', 'pubkeyauthentication'],
  ['password', 'passwordauthentication'],
  ['keyboard-interactive', 'kbdinteractiveauthentication'],
  ['hostbased', 'hostbasedauthentication'],
  ['gssapi-with-mic', 'gssapiauthentication'],
]);

/**
 * The ways in over SSH, each with the methods that must all succeed. Where `AuthenticationMethods` says nothing, each method that
 * is on is a way in by itself; a list with a method that is off is none.
 */
export function waysIn(settings: SshdSettings): readonly (readonly string[])[] {
  // Nobody but PAM asks anything.
  const isOn = (method: string) =>
    settings.get(METHODS.get(method) ?? '') === 'yes' &&
    (method !== 'keyboard-interactive' || settings.get('usepam') === 'yes');
  const lists = (settings.get('authenticationmethods') ?? 'any').split(/\s+/).filter(Boolean);
  if (lists.includes('any')) return [...METHODS.keys()].filter(isOn).map((method) => [method]);
  // `keyboard-interactive:pam` names the device behind it.
  const ways = lists.map((list) => list.split(',').map((method) => method.replace(/:.*$/, '')));
  return ways.filter((methods) => methods.every(isOn));
}

/** Whether a method asks for something that somebody types: a password, a code. */
export const isAsked = (method: string): boolean => method === 'password' || method === 'keyboard-interactive';

/** The ways in on which somebody can arrive: with `UsePAM`, what is asked for goes through PAM, and its stack may refuse everybody. */
export function passableWays(settings: SshdSettings, doesPamLetIn: boolean): readonly (readonly string[])[] {
  const ways = waysIn(settings);
  if (doesPamLetIn || settings.get('usepam') !== 'yes') return ways;
  return ways.filter((methods) => !methods.some(isAsked));
}
