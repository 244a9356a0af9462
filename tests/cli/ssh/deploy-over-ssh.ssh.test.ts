import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSshLeftOut, sshCalls } from '../../support/a-sshd.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

/** The store path that a dry run names. */
async function builtPath(fleet: FleetOverSsh, host = 'web-01'): Promise<string> {
  const { stdout } = await fleet.run('deploy', '--ssh', '--hosts', host, '--dry-run', '--json');
  const { hosts }: { hosts: { store_path: string }[] } = JSON.parse(stdout);
  return hosts[0]?.store_path ?? '';
}

const command = (name: string, line: string) => ({ command: [{ name, command: line, timeout: 2, interval: 1 }] });

describe.skipIf(isSshLeftOut())('deploy --ssh', () => {
  test('copies, tries, confirms and makes it the boot default, and leaves nothing behind', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    fleet.write('web-01');
    const ended = await fleet.run('deploy', '--ssh', '--hosts', 'web-01');
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 succeeded, 0 failed') });
    const path = await builtPath(fleet);
    expect(fleet.whereabouts()).toEqual({ running: path, profile: path, boot: path });
    expect(fleet.steps()).toEqual([`test ${path}`, `boot ${path}`]);
    await fleet.rests();
    expect(readdirSync(fleet.machine.path('run'))).not.toContain('nixfleet-ssh');
  });

  test('confirms over a connection of its own', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    fleet.write('web-01');
    await fleet.run('deploy', '--ssh');
    const confirmations = sshCalls(fleet.bin).filter((call) => call.includes(' confirm '));
    expect(confirmations[0]).toMatch(/ confirm \S+ 0$/);
    for (const call of confirmations) expect(call).toContain('-o ControlPath=none');
  });

  test('goes back when the activation fails, and says what the closure said', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    fleet.write('web-01', { after: 'echo "the disk is on fire" >&2; exit 1' });
    const ended = await fleet.run('deploy', '--ssh');
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('0 succeeded, 1 failed') });
    expect(ended.said).toContain('the disk is on fire');
    expect(ended.stdout).toMatch(/web-01 +went back/);
    expect(fleet.whereabouts()).toEqual({ running: old, profile: old, boot: old });
  });

  test('goes back when a health check of the flake does not pass in time', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    fleet.write('web-01', { checks: command('queue', 'test -e /run/queue') });
    const ended = await fleet.run('deploy', '--ssh', '--confirm-timeout', '10');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/went back +not healthy: queue: exit code 1/);
    expect(fleet.whereabouts()).toEqual({ running: old, profile: old, boot: old });
  });

  test('waits for a health check that passes later', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const looked = 'echo >>/run/looked; test $(wc -l </run/looked) -gt 2';
    fleet.write('web-01', { checks: command('queue', looked) });
    expect(await fleet.run('deploy', '--ssh')).toMatchObject({ exitCode: 0 });
  });

  test('goes back, profile and all, when it cannot be made the boot default', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    fleet.write('web-01', {});
    fleet.machine.install(
      'nix-env',
      '#!/bin/sh\ncase "$*" in *switch-generation*) ;; *) /usr/bin/nix-env "$@"; exit 1 ;; esac\nexec /usr/bin/nix-env "$@"\n',
    );
    const ended = await fleet.run('deploy', '--ssh');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/went back +it could not be made the boot default/);
    expect(fleet.whereabouts()).toEqual({ running: old, profile: old, boot: old });
  });

  test('with --no-confirm sets the profile and switches', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    fleet.write('web-01', { checks: command('never', 'false') });
    expect(await fleet.run('deploy', '--ssh', '--no-confirm')).toMatchObject({ exitCode: 0 });
    const path = await builtPath(fleet);
    expect(fleet.steps()).toEqual([`switch ${path}`]);
    expect(fleet.whereabouts()).toEqual({ running: path, profile: path, boot: path });
    expect(readdirSync(fleet.machine.path('run'))).not.toContain('nixfleet-ssh');
  });

  test('goes on with the other hosts when one fails, and tells of each', async () => {
    const fleet = await FleetOverSsh.create(['web-01', 'web-02']);
    const [one, two] = fleet.machines;
    if (!one || !two) throw new Error('there are two');
    const old = fleet.install(one);
    fleet.install(two);
    fleet.write('web-01', { after: 'exit 1' });
    fleet.write('web-02');
    const ended = await fleet.run('deploy', '--ssh', '--json');
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      succeeded: 1,
      failed: 1,
      hosts: [
        { host: 'web-01', destination: 'root@web-01', result: 'went_back' },
        { host: 'web-02', destination: 'root@web-02', result: 'deployed' },
      ],
    });
    expect(fleet.whereabouts(one).running).toBe(old);
    const path = await builtPath(fleet, 'web-02');
    expect(fleet.whereabouts(two)).toEqual({ running: path, profile: path, boot: path });
  });

  test('brings only hosts with one of the tags', async () => {
    const fleet = await FleetOverSsh.create([]);
    fleet.write('web-01', { tags: ['web'] });
    fleet.write('db-01', { tags: ['db', 'eu'] });
    fleet.write('db-02', { tags: ['db'] });
    const { stdout } = await fleet.run('deploy', '--ssh', '--tags', 'web,eu', '--dry-run', '--json');
    const { hosts }: { hosts: { host: string }[] } = JSON.parse(stdout);
    expect(hosts.map(({ host }) => host)).toEqual(['db-01', 'web-01']);
  });

  test('in a dry run builds, shows, and reaches nobody', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.write('web-01');
    const ended = await fleet.run('deploy', '--ssh', '--dry-run');
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/web-01 +built +\/nix\/store\//) });
    expect(ended.stdout).toContain('Dry run: nothing was copied or activated.');
    expect(sshCalls(fleet.bin)).toEqual([]);
  });

  test('names the hosts that there are when none matches', async () => {
    const fleet = await FleetOverSsh.create([]);
    fleet.write('web-01');
    const ended = await fleet.run('deploy', '--ssh', '--hosts', 'db-*');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('the flake has web-01') });
  });

  test('takes --target for one host only', async () => {
    const fleet = await FleetOverSsh.create([]);
    fleet.write('web-01');
    fleet.write('web-02');
    const ended = await fleet.run('deploy', '--ssh', '--target', 'root@192.0.2.1');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('and 2 are selected') });
    expect(sshCalls(fleet.bin)).toEqual([]);
  });

  test('reaches a host where --target says', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    fleet.write('db-01');
    expect(await fleet.run('deploy', '--ssh', '--target', 'root@web-01')).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts().running).toBe(await builtPath(fleet, 'db-01'));
  });

  test('runs no command of a host name or a target', async () => {
    const fleet = await FleetOverSsh.create([]);
    const mark = join(fleet.folder, 'mark');
    const evil = `-oProxyCommand=touch ${mark}`;
    fleet.write('web-01');
    expect(await fleet.run('deploy', '--ssh', `--target=${evil}`)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('not an SSH destination'),
    });
    expect(await fleet.run('rollback', `--host=${evil}`)).toMatchObject({ exitCode: 1 });
    expect(sshCalls(fleet.bin)).toEqual([]);
    expect(existsSync(mark)).toBe(false);
  });

  test('says what to do about a host key that is not known', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.write('web-01');
    writeFileSync(join(fleet.folder, 'known_hosts'), '');
    const ended = await fleet.run('deploy', '--ssh');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('Run `ssh root@web-01 true` once') });
  });

  test('waits for no other deployment, and says that there is one', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const slow = fleet.bring({ before: 'touch /run/begun; while test ! -e /run/go-on; do sleep 0.1; done' });
    const first = await fleet.start('rollback', '--host', 'web-01', '--generation', slow);
    await fleet.appears('run/begun');
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', old);
    expect(ended).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('another deployment over SSH is under way'),
    });
    writeFileSync(fleet.machine.path('run/go-on'), '');
    expect(await first.ended).toBe(0);
    expect(fleet.whereabouts().running).toBe(slow);
  });

  test('does not get in the way of an agent', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const attempt = fleet.machine.path('run/nixfleet/attempts/1700000000000-1');
    mkdirSync(attempt, { recursive: true });
    writeFileSync(join(attempt, 'order.json'), '{}');
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', fleet.bring());
    expect(ended).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('its agent is in the middle of an attempt'),
    });
    expect(fleet.steps()).toEqual([]);
  });
});
