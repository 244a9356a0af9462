import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NIX_CONFIG } from '../../services/build/fleet.ts';
import { APty } from '../a-pty.ts';
import { PackageFlake } from './a-package-flake.ts';
import { PlannedDeploy } from './a-planned-fleet.ts';

const fleet = new PlannedDeploy();
const flake = new PackageFlake();
let running: Record<string, string>;

/** What is now on the machines was built of an older commit. */
beforeAll(async () => {
  const [web, db] = [['hello-2.10', 'linux-6.6.1'], ['postgresql-16.2']];
  running = flake.write({ 'web-01': web, 'web-02': web, 'db-01': db }).built('web-01', 'web-02', 'db-01');
  const next = ['hello-2.12', 'linux-6.6.8', 'nginx-1.26'];
  flake.write({ 'web-01': next, 'web-02': next, 'db-01': db, 'new-01': db });
  await fleet.start();
  await fleet.runs(running);
});
afterAll(async () => {
  await fleet.stop();
  flake.remove();
});

const plan = (...flags: string[]) => fleet.program.run('plan', '--flake', flake.folder, ...flags);

describe('nixfleet plan of a flake', () => {
  test('builds and registers nothing, and tells from what systems are built of what would change', async () => {
    const { code, stdout, stderr } = await plan('--strategy', 'canary');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toBe(
      [
        'web-01 and web-02: 2 upgraded, 1 added; reboot needed (kernel 6.6.1 → 6.6.8) (not built yet: told from what it is built of; --build is exact)',
        '  ↑  hello  2.10 → 2.12',
        '  ↑  linux  6.6.1 → 6.6.8',
        '  +  nginx  1.26',
        'db-01: already runs it',
        'new-01: nobody has reported yet what runs there',
        '',
        'Plan: what the flake makes, not registered, to 4 machines in 2 batches (canary)',
        '  of 1, 3; who is in which is drawn when the rollout is created',
        'Nothing was created.',
        '',
      ].join('\n'),
    );
    expect(await fleet.client.listReleases()).toEqual([]);
    const again = await plan('--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ release_id: null, planned_by: 'here', seed: null },
      flake: { ref: flake.folder, revision: expect.stringMatching(/^[0-9a-f]{40}$/) },
      batches: [{ batch_index: 0, size: 4, machine_ids: null }],
      changes: [{ machine_ids: ['web-01', 'web-02'], basis: 'derivations', closure_bytes: null }],
    });
  });

  test('is exact when it may build, and registers nothing then either', async () => {
    const { code, stdout } = await plan('--build', '--hosts', 'web-*');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^web-01 and web-02: 2 upgraded, 1 added, .*KiB; reboot needed \(kernel 6\.6\.1 → 6\.6\.8\)\n/,
    );
    expect(stdout).toMatch(/\n {2}\+ {2}nginx {2}1\.26 {11}\+\d/);
    expect(await fleet.client.listReleases()).toEqual([]);
  });

  test('leaves out who takes no part, and says why', async () => {
    await fleet.client.updateLifecycle({ params: { id: 'db-01' }, body: { lifecycle: 'maintenance' } });
    const { stdout } = await plan();
    expect(stdout).toContain('  – db-01: is in lifecycle state maintenance\n');
    await fleet.client.updateLifecycle({ params: { id: 'db-01' }, body: { lifecycle: 'active' } });
  });

  test('says which host cannot be evaluated', async () => {
    const broken = new PackageFlake().write({ 'web-01': ['../nowhere'] });
    const end = await fleet.program.run('plan', '--flake', broken.folder, '--build');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('web-01');
    broken.remove();
  });
});

test('a dry run of a deploy that builds shows what it would change', async () => {
  const cache = `file://${flake.folder}/cache`;
  const argv = ['deploy', '--flake', flake.folder, '--push-to', cache, '--hosts', 'web-01', '--dry-run'];
  const { code, stdout } = await fleet.program.run(...argv);
  expect(code).toBe(0);
  expect(stdout).toContain('web-01: 2 upgraded, 1 added');
  expect(stdout).toContain('Plan: what the flake makes, not registered, to 1 machine in 1 batch');
});

test('a deploy that has built and registered a release asks before it rolls that out', async () => {
  const { home, url } = fleet.program;
  const env = { HOME: home, NIX_CONFIG, NIXFLEET_CONTROL_PLANE_URL: url, NO_COLOR: '1' };
  const cache = `file://${flake.folder}/cache`;
  const argv = ['deploy', '--flake', flake.folder, '--push-to', cache, '--hosts', 'web-*', '--allow-dirty'];
  const terminal = new APty(argv, { env, cwd: home, columns: 160 });
  await terminal.shows('Roll out? [y/N] ');
  expect(terminal.text).toMatch(/web-01 and web-02: 2 upgraded, 1 added, .*KiB; reboot needed/);
  terminal.type('n\n');
  expect(await terminal.end()).toBe(1);
  const [release] = await fleet.client.listReleases();
  expect(terminal.text).toContain(
    `Not rolled out. Release ${release?.id} stays: nixfleet deploy --release ${release?.id}`,
  );
  expect(await fleet.client.listRollouts()).toEqual([]);
});
