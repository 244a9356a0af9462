import { afterAll, describe, expect, test } from 'vitest';
import { anOldControlPlane, type Asked } from './an-old-control-plane.ts';
import { Program } from './program.ts';

const program = new Program();
afterAll(() => program.stop());

const run = (url: string, ...words: string[]) => program.run(...words, '--control-plane-url', url);
const deeds = (asked: readonly Asked[]): string[] =>
  asked.map(({ call }) => call).filter((call) => call.startsWith('POST') && !call.endsWith('/plan'));

describe('nixfleet, speaking to a v0.1.1 control plane', () => {
  test('creates a rollout with nothing in it that is not of v0.1.1', async () => {
    const { url, asked } = await anOldControlPlane();
    const end = await run(url, 'deploy', '--release', 'rel-1', '--hosts', '*', '--strategy', 'canary');
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining('Rollout r-1 created: 2 machines') });
    const created = asked.find(({ call }) => call === 'POST /api/v1/rollouts');
    expect(JSON.parse(created?.body ?? '')).toEqual({
      ...{ release_id: 'rel-1', cache_url: null, strategy: 'canary', batch_sizes: null, failure_threshold: '0' },
      ...{ on_failure: 'pause', health_timeout: 300, target: { hosts: ['a', 'b'] } },
    });
  });

  test.each([
    [['--soak', '60'], '--soak'],
    [['--retry', '--supersede'], '--retry, --supersede'],
    [
      ['--success-threshold', '1', '--progress-deadline', '9', '--seed', '1'],
      '--success-threshold, --progress-deadline, --seed',
    ],
  ])('refuses %j, which it would ignore, and creates nothing', async (flags, named) => {
    const { url, asked } = await anOldControlPlane();
    expect(await run(url, 'deploy', '--release', 'rel-1', '--hosts', '*', ...flags)).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining(
        `Error: this control plane is too old for ${named} and would ignore that; leave it out, or update the control plane\n`,
      ),
    });
    expect(deeds(asked)).toEqual([]);
  });

  test('names machines as they are where it may not read the release, and no cache that it does not know', async () => {
    const { url, asked } = await anOldControlPlane({ 'GET /api/v1/releases/rel-1': [403, 'Forbidden'] });
    const end = await run(url, 'deploy', '--release', 'rel-1', '--hosts', 'a,x');
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('release rel-1 cannot be read') });
    const created = asked.find(({ call }) => call === 'POST /api/v1/rollouts');
    expect(JSON.parse(created?.body ?? '')).toMatchObject({ target: { hosts: ['a', 'x'] }, cache_url: null });
    const globs = await run(url, 'deploy', '--release', 'rel-1', '--hosts', 'a*');
    expect(globs).toMatchObject({ code: 1, stderr: expect.stringContaining('403') });
  });

  test('refuses them before a release is made', async () => {
    const { url, asked } = await anOldControlPlane();
    const end = await run(url, 'deploy', '--flake', '/nowhere', '--push-to', 'file:///nowhere', '--soak', '60');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('too old for --soak') });
    expect(asked.map(({ call }) => call)).toEqual(['POST /api/v1/rollouts/plan']);
  });

  test.each([
    [['--hosts', '*'], 'Release rel-1 would go to 2 machines: a, b'],
    [['--tags', 'web'], 'Release rel-1 would go to 1 machine: a'],
    [['--tags', 'web', '--hosts', '*'], 'Release rel-1 would go to 1 machine: a'],
  ])('plans by itself when it is a dry run: %j', async (flags, said) => {
    const { url, asked } = await anOldControlPlane();
    const end = await run(url, 'deploy', '--release', 'rel-1', ...flags, '--dry-run');
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining(said) });
    expect(end.stdout).toContain('Dry run: no rollout was created.');
    const { stdout } = await run(url, 'deploy', '--release', 'rel-1', ...flags, '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ release_id: 'rel-1', planned_by: 'here', seed: null, conflicts: [] });
    expect(deeds(asked)).toEqual([]);
  });

  test('takes no other refusal for that of an old one', async () => {
    const refusals = { 'POST /api/v1/rollouts/plan': [400, 'no machine can take part'] } as const;
    const { url, asked } = await anOldControlPlane(refusals);
    expect(await run(url, 'deploy', '--release', 'rel-1', '--hosts', '*')).toMatchObject({
      ...{ code: 1, stdout: '', stderr: expect.stringContaining('400 Bad Request: no machine can take part') },
    });
    expect(deeds(asked)).toEqual([]);
  });

  test('says whose machines it wants, and does not offer what it cannot do', async () => {
    const refusals = { 'POST /api/v1/rollouts': [409, 'Machine a is already in active rollout r-7'] } as const;
    const { url } = await anOldControlPlane(refusals);
    const end = await run(url, 'deploy', '--release', 'rel-1', '--hosts', '*');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('nixfleet rollout cancel r-7') });
    expect(end.stderr).not.toContain('--supersede');
  });

  test('says that it cannot say why', async () => {
    const { url } = await anOldControlPlane();
    for (const words of [['r-1'], ['r-1', 'a']]) {
      expect(await run(url, 'rollout', 'why', ...words)).toMatchObject({
        ...{ code: 1, stdout: '' },
        stderr: expect.stringContaining('too old to say why; what it knows is in: nixfleet rollout status r-1'),
      });
    }
    expect((await run(url, 'rollout', 'why', 'r-2')).stderr).toContain('404');
  });

  test('shows a rollout without asking why, and cancels it', async () => {
    const { url, asked } = await anOldControlPlane();
    expect((await run(url, 'rollout', 'status', 'r-1')).stdout).toContain('  a → pending\n');
    expect(asked.map(({ call }) => call)).toEqual(['GET /api/v1/rollouts/r-1']);
    const end = await run(url, 'rollout', 'cancel', 'r-1');
    expect(end).toMatchObject({ code: 0, stdout: 'Rollout r-1 cancelled: machines keep what they have\n' });
  });

  test('has cancelled a rollout though nobody says how it stands', async () => {
    const { url } = await anOldControlPlane({ 'GET /api/v1/rollouts/r-1': [404, ''] });
    expect(await run(url, 'rollout', 'cancel', 'r-1')).toMatchObject({ code: 0 });
  });
});
