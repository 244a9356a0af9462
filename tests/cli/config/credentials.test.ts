import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { credentialsPath, credentialsPaths, readCredentials } from '../../../cli/config/credentials.ts';
import { isTrustedOwner, userOf } from '../../../cli/config/owner.ts';
import { saveKey } from '../../../cli/config/save-key.ts';

const user = userOf({});
let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nixfleet-home-'));
  path = credentialsPath({ env: { HOME: home }, home: undefined });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const save = (url: string, key: string) => saveKey({ path, url, key, user });
const kept = (...paths: string[]) => {
  const { keys, problem } = readCredentials(paths.length > 0 ? paths : [path], user);
  return { keys: Object.fromEntries([...keys].map(([url, { key }]) => [url, key])), problem };
};

describe('the credentials', () => {
  test.each([
    [{ HOME: '/home/ada' }, '/home/ada/.config/nixfleet/credentials.toml'],
    [{ HOME: '/home/ada', XDG_CONFIG_HOME: '/xdg' }, '/xdg/nixfleet/credentials.toml'],
    [{ HOME: '/home/ada', XDG_CONFIG_HOME: 'relative' }, '/home/ada/.config/nixfleet/credentials.toml'],
    [{}, 'nixfleet/credentials.toml'],
  ])('of %j are in %s', (env, expected) => {
    expect(credentialsPath({ env, home: undefined })).toBe(expected);
    expect(credentialsPaths({ env, home: undefined }, 'linux')).toEqual([expected]);
  });

  test('of who has no HOME are where the system has their home', () => {
    expect(credentialsPath({ env: {}, home: '/home/ada' })).toBe('/home/ada/.config/nixfleet/credentials.toml');
  });

  test('of a Mac are looked for where v0.1.1 has put them, too', async () => {
    const paths = credentialsPaths({ env: { HOME: home }, home: undefined }, 'darwin');
    expect(paths).toEqual([path, join(home, 'Library/Application Support/nixfleet/credentials.toml')]);
    const [first = '', second = ''] = paths;
    await saveKey({ path: second, url: 'https://a', key: 'nfk-old', user });
    await saveKey({ path: second, url: 'https://b', key: 'nfk-b', user });
    await saveKey({ path: first, url: 'https://a', key: 'nfk-new', user });
    expect(kept(...paths).keys).toEqual({ 'https://a': 'nfk-new', 'https://b': 'nfk-b' });
  });

  test('are none when there is no file', () => {
    expect(kept()).toEqual({ keys: {}, problem: undefined });
  });

  test('keep the keys of several control planes, each under one name', async () => {
    await save('https://a:8080', 'nfk-a');
    await save('https://b', 'nfk-"b"');
    await save('https://A:8080/', 'nfk-a2');
    expect(kept().keys).toEqual({ 'https://a:8080': 'nfk-a2', 'https://b': 'nfk-"b"' });
  });

  test('keep what else is in them, in its order', async () => {
    await save('https://a', 'nfk-a');
    writeFileSync(path, '["https://z/"]\nnote = "mine"\napi-key = "nfk-z"\n\n["https://a"]\napi-key = "nfk-a"\n');
    await save('https://m', 'nfk-m');
    await save('https://z', 'nfk-z2');
    expect(readFileSync(path, 'utf8')).toBe(
      '["https://z/"]\nnote = "mine"\napi-key = "nfk-z2"\n\n["https://a"]\napi-key = "nfk-a"\n\n["https://m"]\napi-key = "nfk-m"\n',
    );
  });

  test('are for their owner only, and leave no draft and no lock behind', async () => {
    await save('https://a', 'nfk-a');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual(['credentials.toml']);
  });

  test('stay where a link says that they are', async () => {
    const elsewhere = join(home, 'persisted.toml');
    writeFileSync(elsewhere, '', { mode: 0o600 });
    await save('https://x', 'nfk-x');
    rmSync(path);
    symlinkSync(elsewhere, path);
    await save('https://a', 'nfk-a');
    expect(readFileSync(elsewhere, 'utf8')).toContain('nfk-a');
    expect(kept().keys).toEqual({ 'https://a': 'nfk-a' });
  });

  test('lose nothing when many write at once', async () => {
    const urls = Array.from({ length: 30 }, (_, index) => `https://cp-${index}`);
    await Promise.all(urls.map((url) => save(url, `nfk-${url.length}`)));
    expect(Object.keys(kept().keys).toSorted()).toEqual(urls.toSorted());
    expect(readdirSync(dirname(path))).toEqual(['credentials.toml']);
  });

  test.each([
    ['["https://a"\n', /credentials\.toml:1:\d+ is not valid TOML/],
    ['api-key = "nfk-secret"\n', /"api-key" must be a table/],
    ['["https://a"]\napi-key = nfk-secret\n', /credentials\.toml:2:\d+ is not valid TOML/],
  ])('that make no sense are not overwritten, not quoted, and say nothing: %j', async (text, message) => {
    await save('https://a', 'nfk-a');
    writeFileSync(path, text);
    await expect(save('https://b', 'nfk-b')).rejects.toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(kept()).toEqual({ keys: {}, problem: expect.stringMatching(message) });
    expect(kept().problem).not.toContain('nfk-secret');
  });

  test.each([0o604, 0o640, 0o622, 0o777])('that others can get at are not used or written: mode %o', async (mode) => {
    await save('https://a', 'nfk-a');
    chmodSync(path, mode);
    expect(kept()).toEqual({ keys: {}, problem: expect.stringContaining(`chmod 600 ${path}`) });
    await expect(save('https://b', 'nfk-b')).rejects.toThrow('chmod 600');
  });

  test.each(['', 'abc', 'nfk-', 'nfk-a b', 'nfk-a\nnfk-b', 'nfk-a\r', 'nfk-\u001b[2J', `nfk-${'x'.repeat(600)}`])(
    'have no room for what is no key: %j',
    async (key) => {
      await expect(save('https://a', key)).rejects.toThrow(/^this is not an API key: [^]*nothing was kept$/);
      expect(kept().keys).toEqual({});
    },
  );

  test('that cannot be written are named', async () => {
    writeFileSync(join(home, '.config'), '');
    await expect(save('https://a', 'nfk-a')).rejects.toThrow(`cannot write the credentials file ${path}`);
  });
});

describe('the owner of a file', () => {
  test.each([
    [1000, { uid: 1000, sudoUid: undefined }, true],
    [0, { uid: 1000, sudoUid: undefined }, true],
    [1001, { uid: 1000, sudoUid: undefined }, false],
    [1001, { uid: 1000, sudoUid: 1001 }, false],
    [1000, { uid: 0, sudoUid: undefined }, false],
    [1000, { uid: 0, sudoUid: 1000 }, true],
    [1001, { uid: 0, sudoUid: 1000 }, false],
    [1001, { uid: undefined, sudoUid: undefined }, true],
  ])('%i is trusted by %j: %s', (owner, who, expected) => {
    expect(isTrustedOwner(owner, who)).toBe(expected);
  });

  test.each([
    ['1000', 1000],
    ['', undefined],
    ['1000x', undefined],
    ['-1', undefined],
  ])('SUDO_UID %j is %s', (text, expected) => {
    expect(userOf({ SUDO_UID: text }).sudoUid).toBe(expected);
  });
});
