import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aFlake } from '../../services/build/fleet.ts';
import { Program } from '../program.ts';
import { KnownReleases, type Listed } from './known-releases.ts';

const program = new Program();
const known = new KnownReleases(program);
const list = join(program.home, 'pushed');
const config = join(program.home, '.nixfleet.toml');
const fleet = aFlake({ 'web-01': {} });

beforeAll(async () => {
  await program.startControlPlane();
  await program.run('bootstrap');
});
afterEach(() => rmSync(config, { force: true }));
afterAll(async () => {
  await program.stop();
  fleet.remove();
});

const rollouts = async (): Promise<unknown[]> => JSON.parse((await program.run('rollout', 'list', '--json')).stdout);

describe('what can be known to be wrong before anything is built', () => {
  const untouched = aFlake({ 'never-01': {} });
  afterAll(untouched.remove);
  const never = (...argv: string[]) => known.notOneMore(() => program.run(...argv, '--flake', untouched.folder));

  test.each<[string[], number, RegExp]>([
    [['release', 'create', '--hook'], 1, /--hook-push-cmd, or push-cmd in \[cache\.hook\]/],
    [['deploy', '--hook'], 1, /--hook-push-cmd, or push-cmd in \[cache\.hook\]/],
    [['release', 'create', '--hook-push-cmd', 'x'], 2, /--hook-push-cmd .*--hook/],
    [['release', 'create', '--copy', '--hook'], 2, /--copy cannot be used with --hook/],
    [['release', 'create', '--copy', '--push-to', 's3://x'], 2, /--copy cannot be used with --push-to/],
    [['release', 'create', '--eval-only', '--copy'], 2, /--eval-only cannot be used with --copy/],
    [['release', 'create', '--eval-only', '--hook'], 2, /--eval-only cannot be used with --hook/],
    [['release', 'create', '--push-to', 'ftp://cache'], 1, /--push-to is no URL to push to/],
    [['release', 'create', '--push-to', 'ssh://-oProxyCommand=id'], 1, /--push-to is no URL to push to/],
    [['release', 'create', '--push-to', 'https://me:hunter2@cache'], 1, /^(?!.*hunter2).*--cache-url/s],
    [['release', 'create', '--push-to', 's3://x', '--cache-url', '-x'], 2, /--cache-url/],
    [['deploy', '--push-to', 's3://x', '--strategy', 'canry'], 1, /did you mean canary/],
    [['deploy', '--push-to', 's3://x', '--strategy', 'staged', '--batch-size', '120%'], 1, /120%/],
    [['deploy', '--push-to', 's3://x', '--failure-threshold', 'some'], 1, /some/],
    [['deploy'], 2, /one of --release, --push-to, --hook and --copy/],
    [['release', 'create', '--control-plane-url', 'http://127.0.0.1:1'], 1, /nothing listens there/],
    [['release', 'create', '--api-key', 'nfk-wrong'], 1, /does not know this API key/],
  ])('%j is refused', async (argv, code, words) => {
    const end = await never(...argv);
    expect(end).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
    expect(end.stderr).not.toContain('evaluated');
  });

  test('is that ssh could misread the name of a host that is to be copied to', async () => {
    const odd = aFlake({ 'web 01': {} });
    const end = await known.notOneMore(() => program.run('release', 'create', '--flake', odd.folder, '--copy'));
    odd.remove();
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('not an SSH destination: "root@web 01"') });
  });
});

describe('a release that is only evaluated', () => {
  test('is registered, and neither built nor pushed where the file says', async () => {
    const unbuilt = aFlake({ 'ci-01': {} });
    const cache = join(program.home, 'of-ci');
    writeFileSync(config, `[cache]\npush-to = "file://${cache}"\n`);
    const end = await program.run('release', 'create', '--flake', unbuilt.folder, '--eval-only', '--json');
    unbuilt.remove();
    expect(end).toMatchObject({ code: 0 });
    const { entries, cache_url: url, id }: Listed = JSON.parse(end.stdout);
    expect(entries).toEqual([
      expect.objectContaining({ hostname: 'ci-01', store_path: expect.stringMatching(/^\/nix\/store\//) }),
    ]);
    expect((await known.newest())?.id).toBe(id);
    expect(url).toBe(`file://${cache}`);
    expect(existsSync(cache)).toBe(false);
    expect(existsSync(entries[0]?.store_path ?? '/')).toBe(false);
  });
});

describe('a trial', () => {
  test.each([[['release', 'create']], [['deploy']]])('of %j runs no hook and registers nothing', async (words) => {
    const hook = ['--hook', '--hook-push-cmd', `echo {} >> ${list}`];
    const argv = [...words, '--flake', fleet.folder, ...hook, '--dry-run'];
    const before = await rollouts();
    expect(await known.notOneMore(() => program.run(...argv))).toMatchObject({ code: 0 });
    expect(existsSync(list)).toBe(false);
    expect(await rollouts()).toEqual(before);
  });

  test('needs no control plane', async () => {
    expect(
      await program.run(
        'release',
        'create',
        '--flake',
        fleet.folder,
        '--dry-run',
        '--json',
        '--control-plane-url',
        'http://127.0.0.1:1',
      ),
    ).toMatchObject({ code: 0 });
  });
});

describe('a tree with changes', () => {
  const dirty = aFlake({ 'web-01': {} });
  beforeAll(() => writeFileSync(join(dirty.folder, 'new'), ''));
  afterAll(dirty.remove);
  const of = (...argv: string[]) => program.run(...argv, '--flake', dirty.folder);

  test.each([
    [['release', 'create']],
    [['release', 'create', '--eval-only']],
    [['deploy', '--hook', '--hook-push-cmd', 'true {}']],
  ])('is refused by %j', async (argv) => {
    const end = await known.notOneMore(() => of(...argv));
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/\?\? new\n.*--allow-dirty/) });
  });

  test('is fine for a trial, when it is allowed, and where nothing is built from it', async () => {
    expect(await of('release', 'create', '--dry-run')).toMatchObject({ code: 0 });
    expect(await of('release', 'create', '--allow-dirty')).toMatchObject({ code: 0 });
    const { id = '' } = (await known.newest()) ?? {};
    expect(await of('deploy', '--release', id, '--dry-run')).toMatchObject({ code: 0 });
  });

  test('is seen from a subfolder, too', async () => {
    execFileSync('cp', ['-r', join(dirty.folder, 'system'), join(dirty.folder, 'sub')]);
    const end = await program.run('release', 'create', '--flake', join(dirty.folder, 'sub'));
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('--allow-dirty') });
  });
});
