import { describe, expect, test } from 'vitest';
import { isSshLeftOut, sshCalls } from '../../support/a-sshd.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

describe.skipIf(isSshLeftOut())('rollback', () => {
  test('goes one generation further back each time, and refuses when there is none', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const [first, second] = [fleet.install(), fleet.install()];
    fleet.install();
    const back = () => fleet.run('rollback', '--host', 'web-01', '--ssh');
    expect(await back()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(second) });
    expect(fleet.whereabouts()).toEqual({ running: second, profile: second, boot: second });
    expect(await back()).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts()).toEqual({ running: first, profile: first, boot: first });
    expect(fleet.machine.link('nix/var/nix/profiles/system')).toBe('system-1-link');
    const steps = fleet.steps();
    expect(await back()).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('there is no generation older than the current one (1; it has 1, 2, 3)'),
    });
    expect(fleet.steps()).toEqual(steps);
  });

  test('goes to a store path that is there, and makes it the profile', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const first = fleet.install();
    fleet.install();
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', first, '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({
      host: 'web-01',
      store_path: first,
      generation: 1,
      result: 'deployed',
    });
    expect(fleet.whereabouts()).toEqual({ running: first, profile: first, boot: first });
  });

  test.each(['/nix/var/nix/profiles/system-1-link', '/nix/store/x; reboot', '-x'])('refuses %s', async (path) => {
    const fleet = await FleetOverSsh.create([]);
    const ended = await fleet.run('rollback', '--host', 'web-01', `--generation=${path}`);
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('--generation is a store path') });
  });

  test('says that a path is not on the machine', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const absent = '/nix/store/00000000000000000000000000000000-nixos-system-web-01';
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', absent);
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('is not there') });
    await fleet.rests();
    expect(await fleet.run('rollback', '--host', 'web-01')).toMatchObject({ exitCode: 1 });
  });

  test.each([
    ['rollback', '--host', 'web-01', '--confirm-timeout', '0'],
    ['deploy', '--ssh', '--parallel', '0'],
    ['deploy', '--ssh', '--no-confirm', '--confirm-timeout', '9'],
    ['deploy', '--ssh', '--release', 'rel-1'],
    ['deploy', '--target', 'root@web-01'],
  ])('is refused before anything is done: %s %s %s %s %s', async (...words) => {
    const fleet = await FleetOverSsh.create([]);
    expect(await fleet.run(...words)).toMatchObject({ exitCode: 2 });
    expect(sshCalls(fleet.bin)).toEqual([]);
  });

  test('gives a machine up whose name nobody knows', async () => {
    const fleet = await FleetOverSsh.create([]);
    const ended = await fleet.run('rollback', '--host', 'unreachable-host-99');
    expect(ended).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('cannot reach root@unreachable-host-99'),
    });
  });
});
