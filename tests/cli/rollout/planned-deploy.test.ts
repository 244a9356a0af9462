import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FleetPlanJson } from '../../../cli/plan/fleet-plan.ts';
import type { CreatedRollout, RolloutDetail } from '../../../machines/model/rollout.ts';
import type { Why } from '../../../machines/model/why.ts';
import { type Client, createClient } from '../../../services/api/client.ts';
import { followFeed } from '../../../services/api/feed.ts';
import { Program } from '../program.ts';

const HOSTS = ['db-01', 'web-01', 'web-02'];
const OLD = '/nix/store/a';
const timestamp = '2026-04-20T09:15:02Z';

const program = new Program();
let client: Client;
let apiKey: string;
let release: string;
let path: string;

beforeAll(async () => {
  await program.startControlPlane();
  apiKey = (await program.run('bootstrap')).stdout.trim();
  client = createClient({ url: program.url, apiKey });
});
afterAll(async () => {
  client.close();
  await program.stop();
});

/** Each test has a release of its own, and machines that nobody holds. */
beforeEach(async (context) => {
  path = `/nix/store/${context.task.id}`;
  const entries = HOSTS.map((hostname) => ({ hostname, store_path: path, platform: 'x86_64-linux', tags: [] }));
  release = (await client.createRelease({ body: { entries } })).id;
  for (const { id } of await client.listRollouts({ query: { status: 'running' } }))
    await client.cancelRollout({ params: { id } });
  for (const host of [...HOSTS, 'old-01']) await says(host, OLD);
});

/** What the agent of a machine reports. */
const says = (id: string, on: string, message = '') =>
  client.report({
    params: { id },
    body: {
      ...{ machine_id: id, current_generation: on, success: message === '', message, timestamp, tags: ['web'] },
      ...{ agent_version: '', uptime_seconds: 1 },
      ...(message === '' && { health: { results: [], all_passed: true, timestamp } }),
    },
  });

const deploy = (...flags: string[]) => program.run('deploy', '--release', release, ...flags);
const detail = (id: string): Promise<RolloutDetail> => client.getRollout({ params: { id } });
const newest = async (): Promise<string> => (await client.listRollouts())[0]?.id ?? '';

/** Creates a rollout, and waits until all machines of its first batch have been told. */
async function deployed(...flags: string[]): Promise<{ id: string; batches: string[][] }> {
  const { stdout } = await deploy('--json', ...flags);
  const { rollout_id: id, batches } = JSON.parse(stdout) as CreatedRollout;
  await heard(id, 'batch_waiting_health');
  return { id, batches: batches.map(({ machine_ids: ids }) => ids) };
}

/** Waits until something has happened in a rollout. */
async function heard(rolloutId: string, type: string): Promise<void> {
  for await (const frame of followFeed({ url: program.url, apiKey, rolloutId }))
    if (frame.type === 'row' && frame.row.type === type) return;
}

describe('nixfleet deploy', () => {
  test('shows its plan, and creates exactly that', async () => {
    const end = await deploy('--hosts', '*', '--strategy', 'staged', '--batch-size', '1,1,100%', '--soak', '60');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    const { batches, seed, soak_seconds: soak } = await detail(await newest());
    const lines = batches.map(({ machine_ids: ids }, index) => `  batch ${index + 1}: ${ids.join(', ')}`);
    expect(end.stdout).toContain(
      [`Plan: release ${release} to 3 machines in 3 batches (staged, seed ${seed})`, ...lines, ''].join('\n'),
    );
    expect(soak).toBe(60);
  });

  test('creates nothing when it is a dry run, and tells what a seed would make', async () => {
    const before = await newest();
    const trial = await deploy('--hosts', '*', '--strategy', 'canary', '--seed', '7', '--dry-run', '--json');
    expect(trial).toMatchObject({ code: 0, stderr: expect.stringContaining('Dry run: no rollout was created.') });
    expect(await newest()).toBe(before);
    const plan: FleetPlanJson = JSON.parse(trial.stdout);
    expect(plan).toMatchObject({ ...{ release_id: release, planned_by: 'control-plane', seed: 7 }, total_machines: 3 });
    const { batches } = await deployed('--hosts', '*', '--strategy', 'canary', '--seed', '7');
    expect(batches).toEqual(plan.batches.map(({ machine_ids: ids }) => ids));
  });

  test('says once who is left out, and why', async () => {
    const end = await deploy('--tags', 'web', '--dry-run');
    expect(end.stdout).toContain('Note: 1 machine of the target left out\n  – old-01: is not in the release\n');
    const created = await deploy('--tags', 'web');
    expect(`${created.stdout}${created.stderr}`.match(/old-01/g)).toHaveLength(1);
  });

  test.each([
    [['--soak', '86401'], '--soak is at most 86400'],
    [['--success-threshold', 'most'], 'success_threshold is not a count or a percentage'],
    [['--health-timeout', '86401'], 'health_timeout must be 1 to 86400 seconds'],
  ])('with %j is refused with a sentence', async (flags, said) => {
    expect(await deploy('--hosts', '*', ...flags)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
  });

  test('says whose machines it wants and what to do, and takes them over when it may', async () => {
    const { id } = await deployed('--hosts', 'web-01');
    const trial = await deploy('--hosts', '*', '--dry-run');
    expect(trial.stdout).toContain(`✖ In the way is rollout ${id}: it has web-01\n`);
    expect(trial.stdout).toContain('it would be refused now');
    const refused = await deploy('--hosts', '*');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`machine web-01 is in the active rollout ${id}`);
    expect(refused.stderr).toContain(`nixfleet rollout cancel ${id}`);
    expect(refused.stderr).toContain('--supersede');
    const over = await deploy('--hosts', '*', '--supersede');
    expect(over).toMatchObject({ code: 0, stdout: expect.stringContaining(`Rollout ${id} will be cancelled`) });
    expect((await detail(id)).status).toBe('cancelled');
  });

  test('leaves out what has failed before, and sends it again when it is told to', async () => {
    const { id } = await deployed('--hosts', 'web-01');
    await says('web-01', OLD, 'rolled back: nginx: inactive');
    await program.run('rollout', 'status', id, '--wait');
    await program.run('rollout', 'cancel', id);
    const end = await deploy('--hosts', '*', '--dry-run');
    expect(end.stdout).toMatch(
      / {2}– web-01: the same path failed on it in rollout .* \(.*nginx: inactive\); .*--retry\n/,
    );
    expect((await deploy('--hosts', '*', '--retry', '--dry-run')).stdout).toContain('to 3 machines');
  });
});

describe('nixfleet rollout why', () => {
  test('says of each machine what it waits for', async () => {
    const { id, batches } = await deployed('--tags', 'web', '--strategy', 'canary');
    const [canary = ''] = batches[0] ?? [];
    const { stdout } = await program.run('rollout', 'why', id);
    expect(stdout).toContain(' MACHINE  BATCH  VERDICT  WHY ');
    expect(stdout).toMatch(new RegExp(` ${canary} +1 +pending +told to run ${path} `));
    expect(stdout).toMatch(/ old-01 +- +skipped +skipped: is not in the release /);
    const whys = JSON.parse((await program.run('rollout', 'why', id, '--json')).stdout) as Why[];
    expect(whys.map(({ machine_id: machine }) => machine)).toEqual([...HOSTS, 'old-01'].toSorted());
  });

  test('says all that is known of one', async () => {
    const { id } = await deployed('--hosts', 'web-01', '--soak', '3600');
    await says('web-01', path);
    await heard(id, 'machine_soaking');
    expect((await program.run('rollout', 'why', id, 'web-01')).stdout).toMatch(
      /Why: +healthy, and soaking: \d+ min left\n/,
    );
    const { stdout } = await program.run('rollout', 'why', id, 'web-01', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ machine_id: 'web-01', code: 'soaking' });
    const status = await program.run('rollout', 'status', id);
    expect(status.stdout).toMatch(/ {2}web-01 → soaking: healthy, and soaking: \d+ min left\n/);
    expect(status.stdout).toContain(' 0/1 (1 soaking) ');
  });

  test.each([
    [['r-none'], 1, 'there is no rollout r-none'],
    [[], 2, '<ID> is missing'],
    [['r-1', 'web-01', 'web-02'], 2, 'unexpected argument web-02'],
  ])('of %j ends with %i', async (words, code, said) => {
    expect(await program.run('rollout', 'why', ...words)).toMatchObject({
      ...{ code, stdout: '' },
      stderr: expect.stringContaining(said),
    });
  });

  test('of a machine that is not in it says so', async () => {
    const { id } = await deployed('--hosts', 'web-01');
    expect(await program.run('rollout', 'why', id, 'db-99')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('does not have db-99'),
    });
  });
});

describe('nixfleet, waiting in vain', () => {
  test('says what each machine was waited for', async () => {
    const end = await deploy('--hosts', 'web-01', '--wait', '--wait-timeout', '2');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('not over within 2 s') });
    expect(end.stderr).toMatch(/\n {2}web-01: told to run \S+ \d s ago, has not reported since\nFull log: /);
  });
});

describe('nixfleet rollout cancel', () => {
  test('stops a rollout that takes back what it did', async () => {
    const { id } = await deployed('--hosts', 'web-*', '--on-failure', 'revert');
    await says('web-01', OLD, 'rolled back: no');
    await heard(id, 'revert_batch_started');
    expect((await program.run('rollout', 'cancel', id)).stdout).toBe(
      `Rollout ${id} stopped taking back what it did: machines keep what they have\n`,
    );
    expect(await program.run('rollout', 'status', id, '--wait')).toMatchObject({
      ...{ code: 1, stdout: expect.stringContaining('not every machine came back') },
    });
  });
});
