import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';
import { isSshLeftOut, sshCalls } from '../../support/a-sshd.ts';
import { ControlPlane } from '../../support/control-plane.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

const params = { id: 'web-01' };

/** A client of a control plane that knows a machine, and that the operator of a fleet is logged in to. */
async function aMachine(fleet: FleetOverSsh) {
  const plane = await new ControlPlane(fleet.folder, fleet.env, join(fleet.folder, 'plane.log')).start();
  onTestFinished(() => plane.stop());
  fleet.env['NIXFLEET_CONTROL_PLANE_URL'] = plane.url;
  const { exitCode, stdout } = await fleet.run('bootstrap');
  expect(exitCode).toBe(0);
  const client = createClient({ url: plane.url, apiKey: stdout.trim() });
  onTestFinished(() => client.close());
  await client.registerMachine({ params, body: { tags: [], lifecycle: 'active' } });
  return client;
}

/** The control plane comes to want something of the machine. */
const wants = (client: Awaited<ReturnType<typeof aMachine>>, path: string | null): Promise<void> =>
  waitUntil(async () => (await client.getMachine({ params })).desired_generation === path, {
    limitMs: 50_000,
    what: `${path} to be wanted`,
  });

const SWITCHING = 'touch /run/begun; while test ! -e /run/go-on; do sleep 0.1; done';

describe.skipIf(isSshLeftOut())('a deployment over SSH tells the control plane', () => {
  test('what the machine is brought to', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const client = await aMachine(fleet);
    const wanted = fleet.bring();
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', wanted)).toMatchObject({ exitCode: 0 });
    expect(await client.getMachine({ params })).toMatchObject({ desired_generation: wanted });
  });

  test('while it is being switched, and the opposite when the machine has gone back', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    await client.notifyDeploy({ params, body: { store_path: old } });
    const wanted = fleet.bring({ after: 'touch /run/begun; while test ! -e /run/go-on; do sleep 0.1; done; exit 1' });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/begun');
    await wants(client, wanted);
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

  test('what ran before, when the key may not say that nothing is wanted', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    fleet.env['NIXFLEET_API_KEY'] = (await client.createKey({ body: { name: 'ci', role: 'deploy' } })).key;
    const wanted = fleet.bring({ after: `${SWITCHING}; exit 1` });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/begun');
    await wants(client, wanted);
    writeFileSync(fleet.machine.path('run/go-on'), '');
    expect(await cli.ended).toBe(1);
    await wants(client, old);
  });

  test('nothing when the machine refuses to begin, nobody watching', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    // Its agent comes first, between what we ask.
    const attempt = '/run/nixfleet/attempts/1700000000000-1';
    const ordered = `mkdir -p ${attempt}; echo '{}' >${attempt}/order.json`;
    fleet.machine.install(
      'nix-store',
      `#!/bin/sh\ncase "$*" in *--add-root*) ${ordered} ;; esac\nexec /usr/bin/nix-store "$@"\n`,
    );
    const wanted = fleet.bring();
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted, '--no-confirm', '--json');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('in the middle of an attempt') });
    expect(JSON.parse(ended.stdout)).toMatchObject({ result: 'failed' });
    expect(fleet.whereabouts().running).toBe(old);
    expect(fleet.steps()).toEqual([]);
    await wants(client, null);
  });

  test('that the machine stays when it has gone wrong and nobody watches', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    await client.notifyDeploy({ params, body: { store_path: old } });
    const wanted = fleet.bring({ after: 'exit 1' });
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted, '--no-confirm');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('it stays as it is') });
    expect(fleet.whereabouts().running).toBe(wanted);
    await wants(client, wanted);
  });

  test('that it stays when it was confirmed, whatever becomes of the line and the operator', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    await client.notifyDeploy({ params, body: { store_path: old } });
    const wanted = fleet.bring();
    fleet.machine.install('nix-env', `#!/bin/sh\n${SWITCHING}\nexec /usr/bin/nix-env "$@"\n`);
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/begun');
    // It has heard that it was confirmed, and waits for the rest.
    const waits = () => sshCalls(fleet.bin).some((call) => /confirm \S+ 20$/.test(call));
    await waitUntil(waits, { limitMs: 50_000, what: 'the CLI to have heard the claim' });
    fleet.machine.cut();
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    expect(fleet.said).toContain('interrupted; it was confirmed, and stays');
    expect(fleet.said).not.toContain('dead man');
    await wants(client, wanted);
    writeFileSync(fleet.machine.path('run/go-on'), '');
    await waitUntil(() => fleet.whereabouts().boot === wanted, { limitMs: 50_000, what: 'it to be the boot default' });
  });

  test('nothing more when its answer to the confirmation is lost, and has the operator look', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const client = await aMachine(fleet);
    await client.notifyDeploy({ params, body: { store_path: old } });
    const wanted = fleet.bring();
    const hanging = `test "$2" != confirmed || { ${SWITCHING}; }`;
    fleet.machine.install('ln', `#!/bin/sh\n/bin/ln "$@"\ncode=$?\n${hanging}\nexit $code\n`);
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/begun');
    fleet.machine.cut();
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    expect(fleet.said).toContain('interrupted; it may have been confirmed');
    expect(fleet.said).not.toContain('dead man');
    expect(fleet.said).toContain(`nixfleet machines notify-deploy web-01 ${old}`);
    await wants(client, wanted);
    await waitUntil(() => fleet.whereabouts().boot === wanted, { limitMs: 50_000, what: 'it to be the boot default' });
  });
});
