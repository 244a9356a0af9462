import { describe, expect, test } from 'vitest';
import { isLeftOut } from '../../../support/environment.ts';
import { isSshLeftOut } from '../../../support/a-sshd.ts';
import { KeptMachine } from './a-kept-machine.ts';

const SHELLS = ['dash', 'bash', 'busybox'].filter((shell) => !isLeftOut(shell));
const refusal = ({ facts }: { facts: ReadonlyMap<string, string> }) => facts.get('refused') ?? '';

describe.skipIf(isSshLeftOut()).each(SHELLS)('the place of a deployment over SSH, in %s', (shell) => {
  test('is for one of many that find a dead one there at once', { timeout: 120_000 }, async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    for (let round = 0; round < 20; round += 1) {
      machine.sh(`cd /run/nixfleet-ssh; rm -rf at-*; mkdir at-dead; ln -sfn dead current`);
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${round}-${name}`);
      const answers = await Promise.all(ids.map((id) => machine.asking('begin', id, next, '0', '9', '')));
      const begun = ids.filter((_, index) => answers[index]?.facts.has('began'));
      expect(begun).toEqual([machine.sh('readlink /run/nixfleet-ssh/current')]);
    }
  });

  test('is not to be started from by who has lost it', async () => {
    const machine = await KeptMachine.start(shell);
    machine.ask('begin', 'a', machine.system('next'), '100', '9', '');
    machine.sh('ln -sfn b /run/nixfleet-ssh/current');
    expect(refusal(machine.ask('start', 'a'))).toContain('another deployment over SSH has taken its place');
    expect(machine.steps).toEqual([]);
  });

  test('is held by who has only just begun, without a dead man as well', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.ask('begin', 'a', next, '0', '9', '');
    expect(refusal(machine.ask('begin', 'b', next, '0', '9', ''))).toContain('is under way there');
    expect(machine.ask('start', 'a').facts.has('started')).toBe(true);
    await machine.has('a', 'end');
    await machine.until(() => machine.sh('ls /run/nixfleet-ssh') === 'at-a', 'the place to be free');
    expect(machine.ask('begin', 'b', next, '0', '9', '').facts.has('began')).toBe(true);
  });

  test('is given up by who was forgotten before the start', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.ask('begin', 'a', next, '0', '9', '');
    machine.sh('touch -t 202001010000 /run/nixfleet-ssh/at-a');
    expect(machine.ask('begin', 'b', next, '0', '9', '').facts.has('began')).toBe(true);
  });

  test('is not given up in the middle: a dead man who has died is replaced, and takes the machine back', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.switch('a', next, { confirm: '10' });
    await machine.has('a', 'end');
    machine.sh('kill -KILL $(cat /run/nixfleet-ssh/at-a/watch.pid)');
    expect(refusal(machine.ask('begin', 'b', next, '100', '9', ''))).toContain('is being taken back');
    await machine.has('a', 'result');
    expect(machine.value('a', 'result')).toBe('back 0');
    expect(machine.running).toBe('/nix/store/old');
  });

  test('is not taken on a full disk', async () => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.sh('cat /dev/zero >/run/nixfleet-ssh/full || :');
    expect(refusal(machine.ask('begin', 'a', next, '100', '9', ''))).toContain('its disk is full');
    expect(machine.sh('ls /run/nixfleet-ssh')).toBe('full');
    // Room for some values and not for all.
    for (let pages = 1; pages < 30; pages += 1) {
      machine.sh(`head -c $((1048576 - ${pages} * 4096)) /dev/zero >/run/nixfleet-ssh/full || :`);
      const answer = machine.ask('begin', `p${pages}`, next, '0', '9', '');
      if (answer.facts.has('began')) {
        for (const name of ['wanted', 'confirm', 'limit', 'previous', 'boot'])
          expect(machine.value(`p${pages}`, name)).not.toBe('');
        return;
      }
      expect(refusal(answer)).toContain('its disk is full');
    }
    expect.unreachable('it never began');
  });

  const order = (files: Readonly<Record<string, string>>) =>
    Object.entries({ 'order.json': '{}', ...files })
      .map(([name, text]) => `printf '%s\\n' '${text}' >/run/nixfleet/attempts/x/${name}`)
      .join('; ');
  test.each([
    [{}, true],
    [{ claim: 'fired' }, true],
    [{ claim: 'fired', 'back.json': '{}' }, false],
    [{ claim: 'called-off' }, false],
    [{ claim: 'called-off', 'test.begun': '' }, true],
    [{ claim: 'called-off', 'test.begun': '', 'test.end': 'exit-code 0 -', 'boot.json': '{}' }, true],
    [{ claim: 'called-off', 'test.begun': '', 'boot.json': '{}', 'boot.end': 'exit-code 1 -' }, true],
    [{ claim: 'called-off', 'test.begun': '', 'boot.json': '{}', 'boot.end': 'success 0 -' }, false],
    [{ claim: 'called-off', 'test.begun': '', 'boot.end': 'success 0 -', return: '' }, true],
    [{ claim: 'called-off', 'test.begun': '', 'test.end': 'exit-code 1 -' }, false],
  ])('is not given beside an attempt of the agent: %j', async (files, isUnderWay) => {
    const machine = await KeptMachine.start(shell);
    const next = machine.system('next');
    machine.sh(`mkdir -p /run/nixfleet/attempts/x; ${order(files)}`);
    const said = refusal(machine.ask('begin', 'a', next, '0', '9', ''));
    expect(said.includes('its agent is in the middle of an attempt')).toBe(isUnderWay);
    if (isUnderWay) return;
    machine.sh('mkdir -p /run/nixfleet/attempts/y; echo >/run/nixfleet/attempts/y/order.json');
    expect(refusal(machine.ask('start', 'a'))).toContain('its agent is in the middle of an attempt');
  });
});
