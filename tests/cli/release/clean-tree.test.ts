import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { assertClean, flakeFolder, treeStatusCommand } from '../../../cli/release/clean-tree.ts';

let root: string;
const never = new AbortController().signal;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nixfleet-tree-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** A repository with a committed file, a subfolder and something that git ignores. */
function aRepository(name: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'sub'), { recursive: true });
  for (const file of ['flake.nix', 'sub/flake.nix']) writeFileSync(join(folder, file), '{ }\n');
  writeFileSync(join(folder, '.gitignore'), 'result\n');
  writeFileSync(join(folder, 'result'), '');
  const git = (...argv: string[]) => execFileSync('git', ['-C', folder, ...argv], { stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'x');
  return folder;
}

const clean = (flake: string) => assertClean(flake, never);

describe('a working tree', () => {
  test('without changes may be released, also what git ignores', async () => {
    await expect(clean(aRepository('a'))).resolves.toBeUndefined();
  });

  test.each<[string, (folder: string) => void, string]>([
    ['a changed file', (folder) => writeFileSync(join(folder, 'flake.nix'), '{}'), ' M flake.nix'],
    ['a new file', (folder) => writeFileSync(join(folder, '.nixfleet.toml'), ''), '?? .nixfleet.toml'],
    ['a removed file', (folder) => rmSync(join(folder, 'flake.nix')), ' D flake.nix'],
  ])('with %s is refused, and says what to do', async (_, change, line) => {
    const folder = aRepository('a');
    change(folder);
    await expect(clean(folder)).rejects.toThrow(`  ${line}\nCommit or stash them, or use --allow-dirty.`);
  });

  test('is looked at as a whole, as Nix does, from a subfolder that has no change', async () => {
    const folder = aRepository('a');
    writeFileSync(join(folder, 'flake.nix'), '{}');
    await expect(clean(join(folder, 'sub'))).rejects.toThrow(' M flake.nix');
  });

  test('names the first changes and counts the others', async () => {
    const folder = aRepository('a');
    for (let index = 0; index < 9; index += 1) writeFileSync(join(folder, `new-${index}`), '');
    await expect(clean(folder)).rejects.toThrow(/new-4\n {2}and 4 more\n/);
  });

  test('is the one that the folder is in, whatever the environment says of another', async () => {
    const [dirty, other] = [aRepository('dirty'), aRepository('other')];
    writeFileSync(join(dirty, 'new'), '');
    vi.stubEnv('GIT_DIR', join(other, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other);
    vi.stubEnv('GIT_INDEX_FILE', join(other, '.git/index'));
    await expect(clean(dirty)).rejects.toThrow('?? new');
    await expect(clean(other)).resolves.toBeUndefined();
  });

  test('has its new files counted also when the user does not want to see them', async () => {
    const folder = aRepository('a');
    execFileSync('git', ['-C', folder, 'config', 'status.showUntrackedFiles', 'no']);
    writeFileSync(join(folder, 'new'), '');
    await expect(clean(folder)).rejects.toThrow('?? new');
  });

  test('that is none needs no git at all', async () => {
    vi.stubEnv('PATH', root);
    await expect(clean(root)).resolves.toBeUndefined();
  });

  test('that cannot be looked at is refused, with the reason', async () => {
    const folder = aRepository('a');
    writeFileSync(join(folder, '.git/config'), '[broken');
    await expect(clean(folder)).rejects.toThrow(/cannot see whether .*; git says: fatal: bad config .*--allow-dirty/);
  });

  test('is refused when git is missing', async () => {
    const folder = aRepository('a');
    const bin = join(root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'env'), '#!/bin/sh\nPATH=/nowhere exec /usr/bin/env "$@"\n');
    chmodSync(join(bin, 'env'), 0o755);
    vi.stubEnv('PATH', bin);
    await expect(clean(folder)).rejects.toThrow('git was not found: install it, or use --allow-dirty');
  });
});

test('changes are asked of git in the words of a script, of the repository that the folder is in, and no lock is taken', () => {
  const { argv } = treeStatusCommand('/srv/fleet');
  const git = argv.indexOf('git');
  expect(argv.slice(git)).toEqual([
    ...['git', '-C', '/srv/fleet', 'status', '--porcelain', '--untracked-files=normal'],
  ]);
  expect(argv.slice(0, 3)).toEqual(['env', '-u', 'GIT_DIR']);
  expect(argv.slice(git - 2, git)).toEqual(['LC_ALL=C', 'GIT_OPTIONAL_LOCKS=0']);
});

describe('the folder of a flake reference', () => {
  test.each([
    ['.', process.cwd()],
    ['./sub?dir=hosts', join(process.cwd(), 'sub')],
    ['/srv/fleet#x', '/srv/fleet'],
    ['~/fleet', '/home/me/fleet'],
    ['path:/srv/fleet', '/srv/fleet'],
    ['git+file:///srv/fleet?dir=x', '/srv/fleet'],
    ['git+file:///srv/fleet?ref=main', undefined],
    ['/srv/fleet?rev=0123', undefined],
    ['github:acme/fleet', undefined],
    ['git+ssh://git@host/fleet', undefined],
    ['https://host/fleet.tar.gz', undefined],
  ])('of %s is %s', (reference, folder) => {
    expect(flakeFolder(reference, '/home/me')).toBe(folder);
  });
});
