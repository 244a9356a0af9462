import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NIX_CONFIG } from '../../services/build/fleet.ts';
import { someSystems } from '../../support/some-systems.ts';
import { APty } from '../a-pty.ts';
import { aLosingProxy } from './a-losing-proxy.ts';
import { PlannedDeploy } from './a-planned-fleet.ts';
import { aSilentCache } from './a-silent-cache.ts';

const systems = someSystems({ old: ['hello-2.10'], new: ['hello-2.12'] });
const { old, new: next } = systems.paths;
const LOST = '/nix/store/00000000000000000000000000000000-lost';
const HOSTS = ['db-01', 'web-01', 'web-02'];
const MANY = Array.from({ length: 12 }, (_, index) => `many-${index + 1}`);
const fleet = new PlannedDeploy();
let release: string;

const each = (hosts: readonly string[], path: string) => Object.fromEntries(hosts.map((host) => [host, path]));

beforeAll(async () => {
  await fleet.start();
  await fleet.runs(each([...HOSTS, ...MANY], old));
});
afterAll(async () => {
  await fleet.stop();
  systems.remove();
});

beforeEach(async () => {
  for (const { id } of await fleet.client.listRollouts({ query: { status: 'running' } }))
    await fleet.client.cancelRollout({ params: { id } });
  release = await fleet.release(each(HOSTS, next));
});

/** `deploy` on a terminal. */
function deploy(...flags: string[]): APty {
  const { home, url } = fleet.program;
  const env = { HOME: home, NIX_CONFIG, NIXFLEET_CONTROL_PLANE_URL: url, NO_COLOR: '1' };
  return new APty(['deploy', '--release', release, ...flags], { env, cwd: home, columns: 100 });
}

const rollouts = async () => (await fleet.client.listRollouts()).filter((one) => one.release_id === release).length;

describe('deploy on a terminal', () => {
  test('shows what would change and how it would go, and creates the rollout when it may', async () => {
    const terminal = deploy('--hosts', 'web-*', '--strategy', 'canary');
    await terminal.shows('Roll out? [y/N] ');
    expect(await rollouts()).toBe(0);
    const shown = terminal.text.replaceAll('\r', '');
    expect(shown).toContain('web-01 and web-02: 1 upgraded, ±0 B\n  ↑  hello  2.10 → 2.12  ±0 B\n');
    expect(shown.indexOf('hello')).toBeLessThan(shown.indexOf(`Plan: release ${release} to 2 machines in 2 batches`));
    terminal.type('y\n');
    expect(await terminal.end()).toBe(0);
    expect(terminal.text).toContain('created: 2 machines in 2 batches');
    expect(await rollouts()).toBe(1);
  });

  test.each([
    ['no', 'no\n', 1, 'Not rolled out.'],
    ['nothing', '\n', 1, 'Not rolled out.'],
    ['the end of its input', '\u0004', 1, 'Not rolled out.'],
    ['Ctrl-C', '\u0003', 130, 'Interrupted: no rollout was created.'],
  ])('creates nothing after %s', async (_, keys, code, said) => {
    const terminal = deploy('--hosts', 'web-01');
    await terminal.shows('Roll out? [y/N] ');
    terminal.type(keys);
    expect(await terminal.end()).toBe(code);
    expect(terminal.text).toContain(`${said} Release ${release} stays: nixfleet deploy --release ${release}`);
    expect(await rollouts()).toBe(0);
  });

  test('says how many machines all are, when nobody has said which', async () => {
    release = await fleet.release(each([...HOSTS, ...MANY], next));
    const terminal = deploy();
    await terminal.shows('Roll out to all 15 machines? [y/N] ');
    terminal.type('n\n');
    expect(await terminal.end()).toBe(1);
  });

  test('neither shows nor asks with --yes', async () => {
    const terminal = deploy('--hosts', 'web-01', '-y');
    expect(await terminal.end()).toBe(0);
    expect(terminal.text).not.toMatch(/hello|\[y\/N\]/);
    expect(await rollouts()).toBe(1);
  });

  test('asks nothing where the control plane would refuse', async () => {
    await fleet.client.createRollout({
      body: {
        ...{ release_id: release, strategy: 'all_at_once', failure_threshold: '0', on_failure: 'pause' },
        target: { hosts: ['web-01'] },
      },
    });
    const terminal = deploy('--hosts', 'web-01');
    expect(await terminal.end()).toBe(1);
    expect(terminal.text).not.toContain('[y/N]');
    expect(terminal.text).toContain('nixfleet rollout cancel');
  });
});

describe('deploy in a pipe', () => {
  const run = (...flags: string[]) => fleet.program.run('deploy', '--release', release, ...flags);

  test('asks nothing and looks at no packages, but with -v', async () => {
    expect((await run('--hosts', 'web-01')).stdout).not.toContain('hello');
    const { code, stdout } = await run('--hosts', 'web-02', '-v');
    expect(code).toBe(0);
    expect(stdout).toContain('web-02: 1 upgraded');
    expect(await rollouts()).toBe(2);
  });

  test('shows what would change when it is a dry run, and leaves out what cannot be known', async () => {
    await fleet.runs({ 'db-01': LOST });
    const { code, stdout } = await run('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('web-01 and web-02: 1 upgraded, ±0 B');
    expect(stdout).toContain('db-01: the old system is neither here nor in a cache');
    await fleet.runs({ 'db-01': old });
  });

  test('does without what it cannot look at, as without Nix', async () => {
    const { home, url } = fleet.program;
    const env = { HOME: home, PATH: '/nonexistent', NIXFLEET_CONTROL_PLANE_URL: url };
    const { code, stdout, stderr } = await fleet.program.startWith(env, 'deploy', '--release', release, '--dry-run')
      .end;
    expect(code).toBe(0);
    expect(stderr).toContain('What would change in packages is left out: nix-store was not found');
    expect(stdout).toContain('Dry run: no rollout was created.');
  });

  test('leaves out what takes longer than somebody would wait', async () => {
    const { url } = await aSilentCache();
    const lost = await fleet.release({ 'web-01': LOST });
    const end = await fleet.program.run('deploy', '--release', lost, '--dry-run', '--cache-url', url);
    expect(end.code).toBe(0);
    expect(end.stderr).toContain('What would change in packages is left out: looking took longer than 10 s.');
    expect(end.stdout).toContain('Dry run: no rollout was created.');
  });

  test.each([['deploy', '-v'], ['plan']])('ends at Ctrl-C while it looks: %s', async (verb, ...flags) => {
    const { url, asked } = await aSilentCache();
    const lost = await fleet.release({ 'web-01': LOST });
    const running = fleet.program.start(verb, '--release', lost, '--cache-url', url, ...flags);
    await asked;
    running.interrupt();
    const { code, stderr } = await running.end;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/Interrupted: .* created\./) });
    expect((await fleet.client.listRollouts()).filter((one) => one.release_id === lost)).toEqual([]);
  });

  test('creates one rollout, also when the answer is lost on its way', async () => {
    const proxy = await aLosingProxy(fleet.program.url, 'POST /api/v1/rollouts');
    const { home } = fleet.program;
    const env = { HOME: home, PATH: process.env['PATH'], NIXFLEET_API_KEY: fleet.apiKey };
    const argv = ['--control-plane-url', proxy.url, 'deploy', '--release', release, '--hosts', 'web-01'];
    const { code, stdout } = await fleet.program.startWith(env, ...argv).end;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('created: 1 machine in 1 batch') });
    expect(proxy.calls()).toBe(2);
    expect(await rollouts()).toBe(1);
  });
});
