import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';
import { ControlPlane } from '../../support/control-plane.ts';
import { isSshLeftOut } from '../../support/a-sshd.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

/** A control plane that the operator of a fleet is logged in to, and a client of it. */
async function aControlPlane(fleet: FleetOverSsh) {
  const plane = await new ControlPlane(fleet.folder, fleet.env, join(fleet.folder, 'plane.log')).start();
  onTestFinished(() => plane.stop());
  fleet.env['NIXFLEET_CONTROL_PLANE_URL'] = plane.url;
  const { exitCode, stdout } = await fleet.run('bootstrap');
  expect(exitCode).toBe(0);
  const client = createClient({ url: plane.url, apiKey: stdout.trim() });
  onTestFinished(() => client.close());
  return { plane, client };
}

const params = { id: 'web-01' };

describe.skipIf(isSshLeftOut())('a deployment over SSH tells the control plane', () => {
  test('what the machine is brought to', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const { client } = await aControlPlane(fleet);
    await client.registerMachine({ params, body: { tags: [], lifecycle: 'active' } });
    const wanted = fleet.bring();
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', wanted)).toMatchObject({ exitCode: 0 });
    expect(await client.getMachine({ params })).toMatchObject({ desired_generation: wanted });
  });

  test('before the switch, and the opposite when the machine has gone back', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const { client } = await aControlPlane(fleet);
    await client.registerMachine({ params, body: { tags: [], lifecycle: 'active' } });
    await client.notifyDeploy({ params, body: { store_path: old } });
    const wanted = fleet.bring({ after: 'touch /run/begun; while test ! -e /run/go-on; do sleep 0.1; done; exit 1' });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/begun');
    expect(await client.getMachine({ params })).toMatchObject({ desired_generation: wanted });
    writeFileSync(fleet.machine.path('run/go-on'), '');
    expect(await cli.ended).toBe(1);
    expect(await client.getMachine({ params })).toMatchObject({ desired_generation: old });
  });

  test('nothing when it is gone, and says what to tell it later', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring();
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted);
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.said).toContain(`nixfleet machines notify-deploy web-01 ${wanted}`);
  });

  test('nothing when its certificates cannot be read, and deploys all the same', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring();
    const certificate = ['--ca-cert', '/nowhere/ca.pem'];
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted, ...certificate);
    expect(ended).toMatchObject({ exitCode: 0, said: expect.stringContaining('/nowhere/ca.pem') });
  });
});

describe.skipIf(isSshLeftOut())('a deployment over SSH', () => {
  test('goes through the jump host that ssh_config names', async () => {
    const jump = ['Host web-02', '  ProxyJump web-01'];
    const fleet = await FleetOverSsh.create(['web-01', 'web-02'], jump);
    const [, two] = fleet.machines;
    if (!two) throw new Error('there are two');
    fleet.install(two);
    const wanted = fleet.bring({}, two);
    expect(await fleet.run('rollback', '--host', 'web-02', '--generation', wanted)).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts(two)).toEqual({ running: wanted, profile: wanted, boot: wanted });
  });

  test('that is interrupted takes back what has begun, begins nothing more, and says so of each host', async () => {
    const fleet = await FleetOverSsh.create(['web-01', 'web-02']);
    const [one, two] = fleet.machines;
    if (!one || !two) throw new Error('there are two');
    const old = fleet.install(one);
    const other = fleet.install(two);
    fleet.write('web-01', { after: 'touch /run/switched; while :; do sleep 0.1; done' });
    fleet.write('web-02');
    const cli = await fleet.start('deploy', '--ssh', '--parallel', '1');
    await fleet.appears('run/switched', one);
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    expect(fleet.said).toMatch(/web-01 +went back +interrupted; it is being taken back/);
    expect(fleet.said).toMatch(/web-02 +not begun/);
    await fleet.rests(one);
    expect(fleet.whereabouts(one)).toEqual({ running: old, profile: old, boot: old });
    expect(fleet.whereabouts(two)).toEqual({ running: other, profile: other, boot: other });
  });
});

describe.skipIf(isSshLeftOut())('a Mac', () => {
  /** Stands for macOS: sudo without a password for the two commands, and nothing else. */
  async function aMac(): Promise<FleetOverSsh> {
    const fleet = await FleetOverSsh.create(['aether']);
    const { machine } = fleet;
    machine.install('uname', '#!/bin/sh\necho Darwin\n');
    const allowed = '"-n /nix/var/nix/profiles/default/bin/nix-env "* | "-n /nix/store/"*/activate';
    const sudo = `case "$*" in ${allowed}) ;; *) echo "sudo: a password is required" >&2; exit 1 ;; esac`;
    machine.install(
      'sudo',
      `#!/bin/sh\n${sudo}\nshift\nprogram=$1\nshift\ncase "$program" in */nix-env) program=/usr/bin/nix-env ;; esac\nexec "$program" "$@"\n`,
    );
    fleet.env['USER'] = 'root';
    return fleet;
  }

  test('gets the profile and the activation by sudo, as ourselves', async () => {
    const fleet = await aMac();
    fleet.write('aether', { isDarwin: true });
    const ended = await fleet.run('deploy', '--ssh', '--json');
    expect(ended).toMatchObject({ exitCode: 0 });
    const { hosts }: { hosts: { store_path: string; destination: string }[] } = JSON.parse(ended.stdout);
    expect(hosts).toMatchObject([{ destination: 'root@aether', result: 'deployed' }]);
    const path = hosts[0]?.store_path;
    expect(fleet.whereabouts()).toEqual({ running: path, profile: path });
    expect(fleet.steps()).toEqual([`activate ${path}`]);
  });

  test('goes back, profile and all', async () => {
    const fleet = await aMac();
    fleet.write('aether', { isDarwin: true });
    await fleet.run('deploy', '--ssh');
    const before = fleet.whereabouts();
    fleet.write('aether', { isDarwin: true, after: 'exit 1' });
    expect(await fleet.run('deploy', '--ssh')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/went back/),
    });
    expect(fleet.whereabouts()).toEqual(before);
    expect(fleet.machine.link('nix/var/nix/profiles/system')).toBe('system-1-link');
  });

  test('is rolled back with --darwin', async () => {
    const fleet = await aMac();
    fleet.write('aether', { isDarwin: true });
    await fleet.run('deploy', '--ssh');
    const before = fleet.whereabouts();
    fleet.write('aether', { isDarwin: true });
    await fleet.run('deploy', '--ssh');
    expect(await fleet.run('rollback', '--host', 'aether', '--ssh', '--darwin')).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts()).toEqual(before);
  });
});
