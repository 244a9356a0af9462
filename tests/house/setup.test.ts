import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from './source-file.ts';

/** Set-up is plain JavaScript and has no types: here are those that the tests use. */
interface SetUp {
  readonly refuseOldNode: (version: string, isDebian: boolean) => void;
  readonly matchesLock: (lock: unknown, installed: unknown) => boolean;
}

const load = (file: string) => import(join(repository, '.ci', file)) as Promise<SetUp>;
const { refuseOldNode } = await load('node-version.mjs');
const { matchesLock } = await load('packages.mjs');

/** What a script of .ci says and how it ends, with nothing on PATH but what is given. */
function ending(script: string, { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv }) {
  return new Promise<{ code: number; said: string }>((resolve) => {
    const argv = [join(repository, '.ci', script), ...args];
    const child = execFile(process.execPath, argv, { env: { PATH: '/nowhere', ...env } }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, said: out + err }),
    );
  });
}

describe('the version of Node', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('is fine with %s', (version) => {
    expect(() => refuseOldNode(version, true)).not.toThrow();
  });

  test.each(['16.20.2', '20.18.3', '18.20.4'])('is refused with %s, in one sentence', (version) => {
    expect(() => refuseOldNode(version, false)).toThrow(
      /^This is Node [\d.]+; NixFleet needs Node 20\.19 or newer: [^.]*\..*\.$/,
    );
  });

  test('names Debian where the old one is its own', () => {
    expect(() => refuseOldNode('18.20.4', true)).toThrow("This is Debian's own Node 18.20.4");
  });
});

describe('what is installed', () => {
  const lock = {
    packages: {
      '': { version: '1' },
      a: { version: '1.0.0', integrity: 'x' },
      b: { version: '2.0.0', integrity: 'y', optional: true },
    },
  };

  test.each([
    ['matches the lock', true, { a: { version: '1.0.0', integrity: 'x' }, b: { version: '2.0.0', integrity: 'y' } }],
    ['may lack what is for other platforms', true, { a: { version: '1.0.0', integrity: 'x' } }],
    ['must not lack anything else', false, { b: { version: '2.0.0', integrity: 'y' } }],
    ['must not be of another version', false, { a: { version: '1.0.1', integrity: 'x' } }],
    ['must not have other content', false, { a: { version: '1.0.0', integrity: 'z' } }],
    ['must not have more', false, { a: { version: '1.0.0', integrity: 'x' }, c: { version: '1.0.0', integrity: 'c' } }],
  ])('%s', (_, isSame, packages) => expect(matchesLock(lock, { packages })).toBe(isSame));

  test('is nothing on a fresh clone', () => expect(matchesLock(lock, undefined)).toBe(false));
});

describe('set-up', () => {
  test('refuses to go on without a program that is needed, and says how to get it', async () => {
    const { code, said } = await ending('setup.mjs', { args: ['--need', 'nix'] });
    expect(code).toBe(1);
    expect(said).toMatch(/^nix is missing \(no nix, nix-store on PATH\): as root on Debian or Ubuntu run .*\n$/);
  });

  test('says which words NIXFLEET_REQUIRE knows', async () => {
    const { code, said } = await ending('setup.mjs', { env: { NIXFLEET_REQUIRE: 'nix,podman' } });
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('NIXFLEET_REQUIRE names podman; it may name nix, sshd'),
    });
  });
});
