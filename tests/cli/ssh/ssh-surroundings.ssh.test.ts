import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSshLeftOut } from '../../support/a-sshd.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

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

  /** ssh_config has more for the operator's own use, from now on. */
  const prefer = (fleet: FleetOverSsh, ...lines: string[]): void => {
    const file = join(fleet.folder, 'ssh_config');
    writeFileSync(file, `${['Host *', ...lines].join('\n')}\n${readFileSync(file, 'utf8')}`);
  };

  test('does not mind the terminal and the command that ssh_config has for people', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring();
    prefer(fleet, 'RequestTTY force', 'RemoteCommand echo hello');
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', wanted)).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts().running).toBe(wanted);
  });

  test('believes no machine that runs something else than was asked', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring();
    prefer(fleet, 'StdinNull yes');
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', wanted)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('web-01 has run something else than was asked'),
    });
    expect(fleet.whereabouts().running).toBe(old);
  });

  test('says that a machine was restarted in the middle, and what that means', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring({ after: 'touch /run/switched; while :; do sleep 0.1; done' });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/switched');
    fleet.machine.cut();
    // As a restart has it: what an attempt keeps is in /run.
    rmSync(fleet.machine.path('run/nixfleet-ssh'), { recursive: true });
    await fleet.machine.mend();
    expect(await cli.ended).toBe(1);
    expect(fleet.said).toContain('the machine was restarted in the middle: it boots what it booted before');
    expect(fleet.said).not.toContain('dead man');
  });

  test('keeps what it has built from the garbage collector until all is over', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    fleet.write('web-01', { after: 'touch /run/switched; while test ! -e /run/go-on; do sleep 0.1; done' });
    const cli = await fleet.start('deploy', '--ssh');
    await fleet.appears('run/switched');
    const path = fleet.whereabouts().running ?? '';
    const roots = execFileSync('nix-store', ['--query', '--roots', path], { env: fleet.env, encoding: 'utf8' });
    expect(roots).toContain('nixfleet-kept-');
    writeFileSync(fleet.machine.path('run/go-on'), '');
    expect(await cli.ended).toBe(0);
    expect(readdirSync(join(fleet.folder, 'tmp'))).toEqual([]);
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
    expect(fleet.said).toMatch(
      /web-01 +(went back|unknown) +interrupted; (it is being taken back|its dead man takes it back)/,
    );
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
