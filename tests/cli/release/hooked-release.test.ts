import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aFlake, linkFarm } from '../../services/build/fleet.ts';
import { Program } from '../program.ts';
import { type Entry, KnownReleases } from './known-releases.ts';
import { runningCommands } from '../../support/running-commands.ts';

const program = new Program();
const known = new KnownReleases(program);
const list = join(program.home, 'pushed');
const config = join(program.home, '.nixfleet.toml');
const fleet = aFlake({
  'web-01': { tags: ['web'] },
  'web-02': { tags: ['web'], toplevel: linkFarm('shared') },
  'db-01': { tags: ['db'], toplevel: linkFarm('shared') },
});

beforeAll(async () => {
  await program.startControlPlane();
  await program.run('bootstrap');
});
afterEach(() => {
  rmSync(list, { force: true });
  rmSync(config, { force: true });
});
afterAll(async () => {
  await program.stop();
  fleet.remove();
});

const create = (...argv: string[]) => program.run('release', 'create', '--flake', fleet.folder, ...argv);
const deploy = (...argv: string[]) => program.run('deploy', '--flake', fleet.folder, ...argv);
const pushed = (): string[] =>
  existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean).toSorted() : [];
const pathsOf = (entries: readonly Entry[] = []): string[] =>
  [...new Set(entries.map(({ store_path: path }) => path))].toSorted();

describe('a release that a hook pushes', () => {
  test('has each path given to it once, and tells agents where to fetch', async () => {
    const end = await create(
      '--hook',
      '--hook-push-cmd',
      `echo {} >> ${list}`,
      '--hook-url',
      'http://cache:8081/fleet',
    );
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/Release rel-\S+ created \(3 hosts\)/) });
    const release = await known.newest();
    expect(pushed()).toEqual(pathsOf(release?.entries));
    expect(pushed()).toHaveLength(2);
    expect(release?.cache_url).toBe('http://cache:8081/fleet');
  });

  test('is not registered when it fails, names every host, and not the command', async () => {
    const end = await known.notOneMore(() => create('--hook', '--hook-push-cmd', 'echo no room; false # TOKEN', '-vv'));
    expect(end.code).toBe(1);
    // Two of the three share a closure, and so the reason.
    for (const hosts of ['web-01', '(db-01, web-02|web-02, db-01)'])
      expect(end.stderr).toMatch(new RegExp(`✖ ${hosts} failed while pushing: push hook failed for /nix/store/`));
    expect(end.stderr).toContain('no room');
    expect(end.stderr).toContain('3 of 3 hosts failed');
    expect(`${end.stderr}${logs()}`).not.toContain('TOKEN');
  });

  test('goes without the host whose path it fails for, if that will do, and tells which', async () => {
    const [web] = (await known.newest())?.entries.filter(({ hostname }) => hostname === 'web-01') ?? [];
    const command = `test {} != ${web?.store_path}`;
    const end = await create('--hook', '--hook-push-cmd', command, '--allow-partial', '--json');
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({
      host_count: 2,
      entries: [{ hostname: 'db-01' }, { hostname: 'web-02' }],
      failed: [
        {
          hostname: 'web-01',
          step: 'pushing',
          reason: expect.stringMatching(/^push hook failed for .*: exit code 1$/),
        },
      ],
    });
    expect(end.stderr).toContain('without 1 host that failed: web-01');
  });

  test('may say a mebibyte on both streams', async () => {
    const noise = 'head -c 1048576 /dev/zero | tr "\\0" x';
    const end = await create(
      '--hosts',
      'db-01',
      '--hook',
      '--hook-push-cmd',
      `${noise}; ${noise} >&2; echo {} >> ${list}`,
    );
    expect(end.code).toBe(0);
    expect(pushed()).toHaveLength(1);
  });

  test('is the one of the file with --hook, and only then, whatever its push-to says', async () => {
    const cache = join(program.home, 'cache');
    writeFileSync(
      config,
      [
        '[cache]',
        `push-to = "file://${cache}"`,
        '[cache.hook]',
        'url = "http://cache:8081/of-the-file"',
        `push-cmd = "echo {} >> ${list}"`,
      ].join('\n'),
    );
    expect(await create('--hosts', 'web-01', '--hook')).toMatchObject({ code: 0 });
    expect(pushed()).toHaveLength(1);
    expect(existsSync(cache)).toBe(false);
    expect((await known.newest())?.cache_url).toBe('http://cache:8081/of-the-file');
    expect(await create('--hosts', 'web-01')).toMatchObject({ code: 0 });
    expect(pushed()).toHaveLength(1);
    expect(readdirSync(cache)).toContain('nix-cache-info');
    expect((await known.newest())?.cache_url).toBe(`file://${cache}`);
  });

  test('that hangs is ended at Ctrl-C with all that it started, and what is pushed is told to stay', async () => {
    const mark = `61${process.pid}.${Date.now()}`;
    const [web] = (await known.newest())?.entries ?? [];
    const command = `test {} != ${web?.store_path} || exit 0; : > ${list}; sleep ${mark}`;
    const end = await known.notOneMore(async () => {
      const running = program.start('release', 'create', '--flake', fleet.folder, '--hook', '--hook-push-cmd', command);
      await expect.poll(() => existsSync(list)).toBe(true);
      running.interrupt();
      return running.end;
    });
    expect(end).toMatchObject({ code: 130, stdout: '' });
    expect(end.stderr).toContain('Interrupted: stopped before anything was registered.');
    expect(end.stderr).toContain('3 hosts built: Nix keeps that');
    await expect.poll(() => runningCommands(mark)).toEqual([]);
  });
});

describe('a deploy that makes its release', () => {
  test('pushes by the hook only the hosts with the tag, and rolls that out', async () => {
    const end = await deploy(
      '--tags',
      'db',
      '--hook',
      '--hook-push-cmd',
      `echo {} >> ${list}`,
      '--hosts',
      '*',
      '--json',
    );
    // The machines are not registered: what counts here is how far it came.
    const release = await known.newest();
    expect(release?.entries.map(({ hostname }) => hostname)).toEqual(['db-01']);
    expect(pushed()).toEqual(pathsOf(release?.entries));
    expect(end.stderr).toContain(`Release ${release?.id} created (1 host)`);
  });

  test('copes with a name, and tells the rollout as JSON', async () => {
    const end = await deploy('--hosts', 'web-01', '--hook', '--hook-push-cmd', 'true {}', '--json');
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ rollout_id: expect.stringMatching(/^r-/), total_machines: 1 });
  });

  test('that is refused a rollout says how to go on with the release that it has made', async () => {
    const end = await deploy('--hosts', 'web-01', '--hook', '--hook-push-cmd', 'true {}');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain(`The release is there: nixfleet deploy --release ${(await known.newest())?.id}`);
  });
});

/** All that operations have left in their logs. */
function logs(): string {
  const folder = join(program.home, '.local/state/nixfleet/logs');
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}
