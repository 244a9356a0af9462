import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { killed } from '../../support/signalled.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { isSshLeftOut } from '../../support/a-sshd.ts';
import { FleetOverSsh } from './a-fleet-over-ssh.ts';

/** It runs what it ran before, and nothing is under way there. */
async function isBack(fleet: FleetOverSsh, old: string): Promise<void> {
  await waitUntil(() => fleet.whereabouts().running === old && fleet.steps().at(-1) === `test ${old}`, {
    limitMs: 50_000,
    what: `${old} to run again; it was ${JSON.stringify(fleet.whereabouts())}, ${fleet.steps().join(', ')}`,
  });
  await fleet.rests();
  expect(fleet.whereabouts()).toEqual({ running: old, profile: old, boot: old });
}

/** Ends when it may. */
const SLOW = 'touch /run/switched; while test ! -e /run/go-on; do sleep 0.1; done';
const goOn = (fleet: FleetOverSsh) => writeFileSync(fleet.machine.path('run/go-on'), '');

describe.skipIf(isSshLeftOut())('the dead man of a deployment over SSH', () => {
  test('takes a machine back when the CLI is killed in the middle of the switch', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring({ after: SLOW });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted, '--confirm-timeout', '2');
    await fleet.appears('run/switched');
    await cli.kill();
    goOn(fleet);
    await isBack(fleet, old);
  });

  test('takes a machine back that cannot be reached after the switch', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring({ after: SLOW });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted, '--confirm-timeout', '3');
    await fleet.appears('run/switched');
    fleet.machine.cut();
    goOn(fleet);
    await isBack(fleet, old);
    await fleet.machine.mend();
    expect(await cli.ended).toBe(1);
    expect(fleet.said).toContain('web-01 was not rolled back: it went back: nobody has confirmed in time');
  });

  test('lets nobody confirm when it has begun', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring();
    // A confirmation that is held up on its way until the machine goes back.
    fleet.machine.install(
      'ln',
      '#!/bin/sh\ntest "$2" != confirmed || while test ! -h "$3"; do sleep 0.1; done\nexec /bin/ln "$@"\n',
    );
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted, '--confirm-timeout', '2');
    expect(ended).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('went back: nobody has confirmed in time'),
    });
    await isBack(fleet, old);
  });

  test('goes back by himself when nobody can say any more who was first', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring();
    fleet.machine.install('ln', '#!/bin/sh\ncase "$2" in confirmed | back) exit 1 ;; esac\nexec /bin/ln "$@"\n');
    const ended = await fleet.run('rollback', '--host', 'web-01', '--generation', wanted, '--confirm-timeout', '10');
    expect(ended).toMatchObject({ exitCode: 1, said: expect.stringContaining('it cannot be confirmed') });
    await isBack(fleet, old);
  });

  test('ends a switch that hangs when the operator leaves it', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    const old = fleet.install();
    const wanted = fleet.bring({ after: 'touch /run/switched; while :; do sleep 0.1; done' });
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/switched');
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    // The second where a new connection takes longer than an operator waits who has left.
    expect(fleet.said).toMatch(/interrupted; (it is being taken back|its dead man takes it back)/);
    await isBack(fleet, old);
  });

  test('is replaced when he was killed, by who asks', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring({ before: 'kill -KILL $(cat /run/nixfleet-ssh/at-*/watch.pid)' });
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', wanted)).toMatchObject({ exitCode: 0 });
    expect(fleet.whereabouts()).toEqual({ running: wanted, profile: wanted, boot: wanted });
  });

  test('does as well without an operator who has confirmed', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring({});
    fleet.machine.install('nix-env', '#!/bin/sh\ntouch /run/settling; sleep 1; exec /usr/bin/nix-env "$@"\n');
    const cli = await fleet.start('rollback', '--host', 'web-01', '--generation', wanted);
    await fleet.appears('run/settling');
    killed(cli.pid);
    await waitUntil(() => fleet.whereabouts().boot === wanted, { limitMs: 50_000, what: 'it to be the boot default' });
    await fleet.rests();
    expect(fleet.whereabouts()).toEqual({ running: wanted, profile: wanted, boot: wanted });
  });

  test('leaves word of how it went', async () => {
    const fleet = await FleetOverSsh.create(['web-01']);
    fleet.install();
    const wanted = fleet.bring({ after: 'echo "the disk is on fire"; exit 1' });
    await fleet.run('rollback', '--host', 'web-01', '--generation', wanted);
    expect(readdirSync(fleet.machine.path('run/nixfleet-ssh'))).toEqual([expect.stringMatching(/^at-/)]);
    const again = fleet.bring({});
    expect(await fleet.run('rollback', '--host', 'web-01', '--generation', again)).toMatchObject({ exitCode: 0 });
  });
});
