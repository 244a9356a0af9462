import { describe, expect, test } from 'vitest';
import { isLeftOut } from '../../../support/environment.ts';
import { isSshLeftOut } from '../../../support/a-sshd.ts';
import { KeptMachine } from './a-kept-machine.ts';

const SHELLS = ['dash', 'bash', 'busybox'].filter((shell) => !isLeftOut(shell));
const OLD = '/nix/store/old';

describe.skipIf(isSshLeftOut()).each(SHELLS)('the dead man of a deployment over SSH, in %s', (shell) => {
  test.each([
    ['its folder was removed', 'rm -rf /run/nixfleet-ssh/*'],
    [
      'nobody can write there',
      'cd /run; mount --bind nixfleet-ssh nixfleet-ssh; mount -o remount,bind,ro nixfleet-ssh',
    ],
    ['no more files can be made there', 'cd /run/nixfleet-ssh; n=0; while touch "f$n"; do n=$((n + 1)); done; :'],
    ['its disk is full', 'cat /dev/zero >/run/nixfleet-ssh/full || :'],
  ])('takes a machine back also when %s', async (_, spoil) => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.switch('a', next, { confirm: '3' });
    await machine.has('a', 'end');
    expect(machine.steps.some((step) => step.startsWith(`test ${next}`))).toBe(true);
    machine.sh(spoil);
    await machine.until(() => machine.running === OLD, 'the old system to run');
    await machine.until(() => machine.watchers === 0, 'the dead man to be done');
    expect(machine.steps.filter((step) => step.startsWith(`test ${OLD}`))).toHaveLength(1);
  });

  test('ends a switch whose folder was removed', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next', { after: 'touch /run/switched; sleep 1000' });
    machine.switch('a', next);
    await machine.until(() => machine.sh('ls /run').includes('switched'), 'the switch');
    // What he ends is what he saw when he looked.
    const looks = () => Number(machine.value('a', 'seconds') ?? 0);
    const seen = looks();
    await machine.until(() => looks() > seen + 1, 'him to look');
    machine.sh('rm -rf /run/nixfleet-ssh/*');
    await machine.until(() => machine.running === OLD, 'the old system to run');
    await machine.until(() => !machine.sh('ps -e -o args').includes('sleep 1000'), 'the switch to be gone');
  });

  test('goes back from a switch that has filled the disk with what it says', async () => {
    const machine = await KeptMachine.start(shell);
    machine.system('old', { before: 'head -c 9000 /dev/zero | tr "\\0" x || exit 9' });
    const next = machine.system('next', { after: 'head -c 5000000 /dev/zero | tr "\\0" x; exit 1' });
    machine.switch('a', next, { confirm: '2' });
    await machine.has('a', 'result');
    expect(machine.value('a', 'result')).toBe('back 0');
    expect(machine.value('a', 'log')).toContain(`goes back to ${OLD}`);
  });

  test('shortens what a switch says while it goes on', async () => {
    const machine = await KeptMachine.start(shell);
    machine.sh('mount -o remount,size=16m /run/nixfleet-ssh');
    const next = machine.system('next', { after: 'head -c 5000000 /dev/zero | tr "\\0" x; echo end; sleep 1000' });
    machine.switch('a', next);
    const isShort = () => {
      const log = machine.value('a', 'log') ?? '';
      return log.endsWith('end') && log.length < 1_100_000;
    };
    await machine.until(isShort, 'all to be said and cut');
    machine.ask('back', 'a', '20', 'enough');
    expect(machine.value('a', 'result')).toBe('back 0');
  });

  // That shell has a `timeout` of its own.
  test.skipIf(shell === 'busybox')('does not wait for ever for a way back that hangs', async () => {
    const machine = await KeptMachine.start(shell);
    machine.install('timeout', '#!/bin/sh\ntest "$2 $3" = "10 900" || exit 1\nshift 3\nexec /usr/bin/timeout 1 "$@"\n');
    machine.system('old', { before: 'test -e /run/hung || { touch /run/hung; sleep 1000; }' });
    machine.switch('a', machine.system('next'), { confirm: '1' });
    await machine.has('a', 'result');
    expect(machine.value('a', 'result')).toBe('back 0');
    expect(machine.value('a', 'log')).toContain('it ended with exit code 124');
    expect(machine.running).toBe(OLD);
  });

  test('lets what it runs make files that others may read', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.switch('a', next);
    await machine.has('a', 'end');
    expect(machine.ask('confirm', 'a', '20').facts.get('result')).toBe('kept');
    expect(machine.steps).toEqual([`test ${next} 0022`, `boot ${next} 0022`]);
    machine.switch('b', machine.system('third'));
    await machine.has('b', 'end');
    machine.ask('back', 'b', '20', 'it is ill');
    expect(machine.steps.at(-1)).toBe(`test ${next} 0022`);
  });

  test('is one, also when two were started at once', async () => {
    const machine = await KeptMachine.start(shell);
    machine.switch('a', machine.system('next'), { confirm: '5' });
    await machine.has('a', 'end');
    machine.sh(
      'cd /run/nixfleet-ssh/at-a; kill -KILL $(cat watch.pid); for n in 1 2 3; do setsid sh keeper.sh watch a & done',
    );
    await machine.has('a', 'result');
    await machine.until(() => machine.watchers === 0, 'all to be done');
    expect(machine.steps.filter((step) => step.startsWith(`test ${OLD}`))).toHaveLength(1);
  });

  test('has nothing to do, and says so with a good end, where nothing is left to be watched', async () => {
    const machine = await KeptMachine.start(shell);
    machine.ask('begin', 'a', machine.system('next'), '0', '9', '');
    machine.sh('cp /run/nixfleet-ssh/at-a/keeper.sh /run; rm -rf /run/nixfleet-ssh/at-a');
    expect(machine.sh('sh /run/keeper.sh watch a; echo $?')).toBe('0');
  });
});
