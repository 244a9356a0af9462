import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isStorePath } from '../../../machines/policy/store-path.ts';
import { createNix, nixEnv } from '../../../services/host/nix.ts';
import {
  copyFromCommand,
  pathInfoCommand,
  setProfileCommand,
  substituteCommand,
} from '../../../services/host/nix-commands.ts';
import { run } from '../../../services/host/process.ts';
import { createRoot } from '../../../services/host/root.ts';
import { createSystem } from '../../../services/host/system.ts';
import { aClosure, NIX_ENV } from './closures.ts';
import { aFolder } from './waiting.ts';

const PATH = '/nix/store/abc-system';
const nix = createNix({ env: NIX_ENV });

describe('a store path', () => {
  test.each([PATH, '/nix/store/a-b.c+d_e?f=g'])('is %s', (path) => expect(isStorePath(path)).toBe(true));
  test.each([
    '',
    '/nix/store/',
    '/nix/store/a/b',
    '/nix/store/..',
    '/nix/store/a..b',
    '/nix/store/.a',
    '/tmp/a',
    `${PATH};`,
    `${PATH} b`,
    `${PATH}\n`,
  ])('is not %j', (path) => expect(isStorePath(path)).toBe(false));
});

describe('commands for Nix', () => {
  test('are those of v0.1.1, and tell what they do', () => {
    const events = ['--log-format', 'internal-json', '-v'];
    const copy = copyFromCommand(PATH, 'https://cache').argv;
    expect(copy).toEqual(['nix', 'copy', '--from', 'https://cache', PATH, ...events]);
    expect(substituteCommand(PATH).argv).toEqual(['nix-store', '--realise', PATH, ...events]);
    expect(pathInfoCommand(PATH).argv).toEqual(['nix', 'path-info', PATH]);
    expect(setProfileCommand('/p', PATH).argv).toEqual(['nix-env', '-p', '/p', '--set', PATH]);
  });

  test('are not made from what is no store path, or no cache', () => {
    expect(() => substituteCommand('--help')).toThrow('not a store path: "--help"');
    expect(() => substituteCommand(`${PATH}.drv`)).toThrow('not a store path');
    expect(() => copyFromCommand(PATH, 'local?root=/')).toThrow('not a cache URL');
  });

  test('keep what the user has configured', () => {
    expect(nixEnv({ NIX_CONFIG: 'cores = 1' }).NIX_CONFIG).toBe(
      'cores = 1\nextra-experimental-features = nix-command flakes',
    );
  });
});

describe('Nix', () => {
  test('makes a path the newest generation of the profile', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure('a-system');
    expect(await createSystem(root).profile()).toBeNull();
    await nix.setProfile(root.profile, path);
    expect(await createSystem(root).profile()).toBe(path);
  });

  test('keeps a path by a link that replaces the one before', async () => {
    const link = join(await aFolder(), 'roots', 'fetched');
    const [first, second] = [await aClosure('first'), await aClosure('second')];
    await nix.root(first, link);
    await nix.root(second, link);
    expect(await readlink(link)).toBe(second);
    await expect(run({ argv: ['nix-store', '--delete', second], env: NIX_ENV })).rejects.toThrow('still alive');
  });
});
