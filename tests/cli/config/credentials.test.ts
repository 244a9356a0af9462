import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { credentialsPath, readKeys, saveKey } from '../../../cli/config/credentials.ts';

let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nixfleet-home-'));
  path = credentialsPath({ HOME: home });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the credentials', () => {
  test.each([
    [{ HOME: '/home/ada' }, '/home/ada/.config/nixfleet/credentials.toml'],
    [{ HOME: '/home/ada', XDG_CONFIG_HOME: '/xdg' }, '/xdg/nixfleet/credentials.toml'],
    [{ HOME: '/home/ada', XDG_CONFIG_HOME: 'relative' }, '/home/ada/.config/nixfleet/credentials.toml'],
    [{}, 'nixfleet/credentials.toml'],
  ])('of %j are in %s', (env, expected) => {
    expect(credentialsPath(env)).toBe(expected);
  });

  test('are none when there is no file', async () => {
    expect((await readKeys(path)).size).toBe(0);
  });

  test('keep the keys of several control planes', async () => {
    await saveKey(path, 'https://a:8080', 'nfk-a');
    await saveKey(path, 'https://b', 'nfk-"b"');
    await saveKey(path, 'https://a:8080', 'nfk-a2');
    expect(Object.fromEntries(await readKeys(path))).toEqual({ 'https://a:8080': 'nfk-a2', 'https://b': 'nfk-"b"' });
  });

  test('are for their owner only, and leave no draft behind', async () => {
    await saveKey(path, 'https://a', 'nfk-a');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual(['credentials.toml']);
  });

  test('that cannot be read are not overwritten', async () => {
    await saveKey(path, 'https://a', 'nfk-a');
    writeFileSync(path, '["https://a"\n');
    await expect(saveKey(path, 'https://b', 'nfk-b')).rejects.toThrow('is not valid TOML');
    expect(readFileSync(path, 'utf8')).toBe('["https://a"\n');
  });
});
