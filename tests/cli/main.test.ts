import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFlake, linkFarm } from '../services/build/fleet.ts';
import { Program } from './program.ts';
import { runningCommands } from '../support/running-commands.ts';

const program = new Program();
let key: string;

beforeAll(async () => {
  await program.startControlPlane();
  const { stdout } = await program.run('bootstrap');
  key = stdout.trim();
});
afterAll(() => program.stop());

describe('nixfleet', () => {
  test.each([
    [['--help'], 0, 'Usage: nixfleet <command> [flags]'],
    [['deploy', '--help'], 0, '--failure-threshold <n>'],
    [['help', 'release', 'create'], 0, 'nixfleet release create --push-to ssh://root@cache'],
    [['rollout', 'why', '--help'], 0, 'nixfleet rollout why <ID> [MACHINE] [flags]'],
    [['--version'], 0, /^nixfleet \d+\.\d+\.\d+\n$/],
  ])('%j is answered on the standard output', async (argv, code, expected) => {
    const end = await program.run(...argv);
    expect(end).toMatchObject({ code, stderr: '' });
    expect(end.stdout).toMatch(expected);
  });

  test.each([
    [['dploy'], 2, 'did you mean deploy?'],
    [['release'], 2, 'Usage: nixfleet release <command> [flags]'],
    [['status', '--quux'], 2, 'unknown flag --quux'],
    [['release', 'create', '--eval-only', '--push-to', 'x'], 2, '--eval-only cannot be used with --push-to'],
    [['deploy', '--release', '', '--push-to', 'file:///x'], 2, '--release is empty'],
    [['bootstrap', '--save-key='], 2, '--save-key is empty'],
    [['deploy'], 2, 'one of --release, --push-to, --hook and --copy is required'],
    [['deploy', '--release', 'x', '--strategy', 'canry'], 1, 'did you mean canary?'],
    [['deploy', '--release', 'rel-none'], 1, /^Error: release rel-none was not found[^]*404/],
    [['rollout', 'status', 'r-none'], 1, /^Error: rollout r-none was not found[^]*404/],
    [['rollout', 'resume', 'r/../../x?y'], 1, /^Error: rollout r.* was not found[^]*404/],
    [['status', '--api-key', 'nfk-wrong'], 1, 'it does not know this API key'],
    [['status', '--control-plane-url', 'http://127.0.0.1:1'], 1, 'nothing listens there'],
    [['status', '--control-plane-url', 'nowhere'], 1, 'is not a URL'],
    [['status', '--ca-cert', '/nowhere.pem'], 1, 'cannot read the CA certificate /nowhere.pem'],
    [['status', '--client-cert', '/nowhere.pem'], 1, 'mTLS needs --client-cert and --client-key'],
    [['status', '--config', '/nowhere.toml'], 1, 'cannot read the configuration file /nowhere.toml'],
    [['bootstrap'], 1, 'API keys already exist'],
    [['release', 'create', '--flake', '/nowhere'], 1, 'the flake /nowhere cannot be evaluated'],
  ])('%j is refused with a sentence and no stack trace', async (argv, code, expected) => {
    const end = await program.run(...argv);
    expect(end).toMatchObject({ code, stdout: '' });
    expect(end.stderr).toMatch(expected);
    expect(end.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('nixfleet bootstrap', () => {
  test('prints the raw key only, and keeps it for later commands', async () => {
    expect(key).toMatch(/^nfk-[0-9a-f]{64}$/);
    expect(await program.run('machines', 'list')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('nixfleet machines', () => {
  test('are listed with any of the tags', async () => {
    await program.run('machines', 'register', 'web-01', '--tags', 'web,eu', '--tags', 'x');
    await program.run('machines', 'register', 'db-01', '--tags', 'db');
    expect((await program.run('machines', 'list', '--tags', 'eu,nothing')).stdout).toBe(
      [
        ' ID      LIFECYCLE  STATE    TAGS       ',
        ' web-01  active     unknown  eu, web, x ',
        '',
        '1 machine(s)',
        '',
      ].join('\n'),
    );
    const { stdout } = await program.run('--json', 'machines', 'list');
    expect(JSON.parse(stdout).map((machine: { machine_id: string }) => machine.machine_id)).toEqual([
      'db-01',
      'web-01',
    ]);
  });
});

describe('nixfleet init', () => {
  test('writes a file that later commands obey, and leaves one that is there alone', async () => {
    const wrote = await program.run('init', '--control-plane-url', 'http://127.0.0.1:2', '--strategy', 'canary');
    expect(wrote).toMatchObject({ code: 0, stdout: expect.stringContaining('.nixfleet.toml') });
    const again = await program.run('init', '--control-plane-url', 'http://127.0.0.1:3');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('url = "http://127.0.0.1:3"') });
    expect(readFileSync(join(program.home, '.nixfleet.toml'), 'utf8')).toContain('url = "http://127.0.0.1:2"');
  });
});

describe('nixfleet release create', () => {
  const cache = join(program.home, 'cache');
  const fleet = aFlake({
    'web-01': { tags: ['web'] },
    'db-01': { tags: ['db'] },
    'sick-01': { toplevel: linkFarm('sick', '/nowhere') },
  });
  afterAll(fleet.remove);
  const create = (...argv: string[]) => program.run('release', 'create', '--flake', fleet.folder, ...argv);
  const releases = async (): Promise<unknown[]> => JSON.parse((await program.run('release', 'list', '--json')).stdout);

  test('registers nothing when a host does not build, and builds and names the others', async () => {
    const end = await create('--push-to', `file://${cache}`);
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('✖ sick-01 failed while building: builder for ');
    expect(end.stderr).toContain("opening directory '/nowhere'");
    expect(end.stderr).toContain('1 of 3 hosts failed: sick-01. Nothing was registered');
    expect(await releases()).toEqual([]);
  });

  test('registers the others when that will do', async () => {
    const end = await create('--push-to', `file://${cache}`, '--allow-partial', '--json');
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({
      id: expect.stringMatching(/^rel-/),
      host_count: 2,
      entries: [{ hostname: 'db-01' }, { hostname: 'web-01' }],
    });
    expect(await releases()).toHaveLength(1);
    expect(readdirSync(cache).filter((name) => name.endsWith('.narinfo')).length).toBeGreaterThanOrEqual(2);
  });

  test('pushes and registers nothing when it is a dry run', async () => {
    const elsewhere = join(program.home, 'dry');
    const end = await create('--hosts', 'web-*', '--push-to', `file://${elsewhere}`, '--dry-run');
    expect(end).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Dry run: nothing was pushed or registered.'),
    });
    expect(existsSync(elsewhere)).toBe(false);
    expect(await releases()).toHaveLength(1);
  });

  test('says which hosts there are when none matches', async () => {
    expect(await create('--hosts', 'mail-*')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no host matches mail-*; the flake has db-01, sick-01, web-01'),
    });
  });

  test('says which of the names are none of a host', async () => {
    const end = await create('--hosts', 'web-01,bd-01,mail-*', '--dry-run');
    expect(end.code).toBe(0);
    expect(end.stderr).toContain('bd-01 matches no host of the flake; did you mean db-01?\n');
    expect(end.stderr).toContain('mail-* matches no host of the flake\n');
  });

  test('names the cache that cannot be written', async () => {
    const end = await create('--hosts', 'web-01', '--push-to', 'file:///proc/cache');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot push to file:///proc/cache') });
  });

  test('refuses a working tree with changes', async () => {
    const dirty = aFlake({ 'web-01': {} });
    writeFileSync(join(dirty.folder, 'new'), '');
    const end = await program.run('release', 'create', '--flake', dirty.folder);
    dirty.remove();
    expect(end).toMatchObject({ code: 1, stderr: expect.stringMatching(/\?\? new\n.*--allow-dirty/) });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'kills what it started at %s, says so, and exits with 130',
    async (signal) => {
      const mark = `endless-${signal}-${process.pid}`;
      const slow = aFlake({
        [mark]: {
          toplevel: `builtins.foldl' (a: b: a + b) 0 (builtins.genList (n: builtins.length (builtins.genList (m: m) 1000000)) 1000000)`,
        },
      });
      const running = program.start('release', 'create', '--flake', slow.folder);
      await expect.poll(() => runningCommands('eval', mark)).not.toEqual([]);
      running.interrupt(signal);
      expect(await running.end).toMatchObject({
        code: 130,
        stderr: expect.stringContaining('Interrupted: stopped before anything was registered.'),
      });
      await expect.poll(() => runningCommands('eval', mark)).toEqual([]);
      slow.remove();
    },
  );
});

describe('nixfleet deploy', () => {
  const release = async (): Promise<string> =>
    JSON.parse((await program.run('release', 'list', '--json')).stdout)[0].id;
  const rollouts = async (): Promise<{ id: string; status: string }[]> =>
    JSON.parse((await program.run('rollout', 'list', '--json')).stdout);

  test('creates nothing when it is a dry run', async () => {
    const end = await program.run('deploy', '--release', await release(), '--tags', 'web', '--dry-run');
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining('to 1 machine in 1 batch') });
    expect(await rollouts()).toEqual([]);
  });

  test('expands globs against the release and says who is not in it', async () => {
    const end = await program.run('deploy', '--release', await release(), '--hosts', 'web-*,mail-01', '--json');
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('mail-01 is skipped, not in the release') });
    expect(JSON.parse(end.stdout)).toMatchObject({ batches: [{ machine_ids: ['web-01'] }] });
  });

  test('waits no longer than told, and says that the rollout goes on', async () => {
    const [rollout] = await rollouts();
    const end = await program.run('rollout', 'status', rollout?.id ?? '', '--wait', '--wait-timeout', '1');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('is running and goes on') });
  });

  test('ends with what became of a rollout that is cancelled while it waits', async () => {
    const [rollout] = await rollouts();
    const id = rollout?.id ?? '';
    const waiting = program.start('rollout', 'status', id, '--wait', '--wait-timeout', '0');
    await waiting.said('Timeline');
    await program.run('rollout', 'cancel', id);
    expect(await waiting.end).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('cancelled: machines keep what they have'),
    });
    expect((await rollouts())[0]?.status).toBe('cancelled');
  });
});
