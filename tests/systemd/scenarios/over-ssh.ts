import assert from 'node:assert/strict';
import {
  type KeeperAnswer,
  attemptResult,
  keeperAnswer,
  switchEnded,
} from '../../../services/host/ssh/keeper-answer.ts';
import { type KeeperVerb, keeperWords } from '../../../services/host/ssh/keeper-command.ts';
import { KEEPER_SCRIPT } from '../../../services/host/ssh/keeper-script.ts';
import type { Scenario } from '../scenario.ts';
import { everywhere, type Stand } from '../stand.ts';

const ID = '1700000000000-5eed';
const WATCHER = `nixfleet-ssh-watch-${ID}.service`;

/** Has the keeper of a deployment do something, as it would be told over SSH. */
async function kept({ machine }: Stand, ...words: readonly [KeeperVerb, ...string[]]): Promise<KeeperAnswer> {
  return keeperAnswer((await machine.run(keeperWords(words), KEEPER_SCRIPT)).stdout);
}

const begin = (stand: Stand, path: string, { confirm = '120', limit = '900' } = {}) =>
  kept(stand, 'begin', ID, path, confirm, limit, '');

/** Waits until the machine is where it was, and nothing of the deployment is left but word of it. */
async function assertBack(stand: Stand, why: string): Promise<void> {
  const { first, machine } = stand;
  await stand.until('the attempt to be over', async () =>
    (await kept(stand, 'await_end', ID, '1')).facts.has('result'),
  );
  assert.deepEqual(stand.systems, everywhere(first));
  const result = attemptResult(await kept(stand, 'back', ID, '1', 'too late'));
  assert.deepEqual(result, { isKept: false, exitCode: 0, running: first, why });
  await assertNoUnits(stand);
  assert.match((await machine.run(['cat', `/run/nixfleet-ssh/at-${ID}/log`])).stdout, /goes back to/);
}

async function assertNoUnits(stand: Stand): Promise<void> {
  const listing = ['systemctl', 'list-units', '--all', '--plain', '--no-legend', 'nixfleet-ssh-*'];
  await stand.until('its units to be gone', async () => (await stand.machine.run(listing)).stdout === '');
}

/** The process that takes the machine back. */
const deadMan = async ({ machine }: Stand): Promise<string> =>
  (await machine.run(['systemctl', 'show', '--property=MainPID', '--value', WATCHER])).stdout.trim();

/** A machine that is brought to another closure over SSH, as far as systemd has to do with it. */
export const overSsh: readonly Scenario[] = [
  {
    name: 'keeps what was deployed over SSH and confirmed',
    isQuick: true,
    async play(stand) {
      const { first, machine } = stand;
      const next = await stand.system({ name: 'next' });
      await begin(stand, next);
      await kept(stand, 'start', ID);
      const ended = switchEnded(await kept(stand, 'await_end', ID, '60'));
      assert.equal(ended?.exitCode, 0);
      assert.deepEqual(stand.systems, { running: next, profile: first, boot: first });
      assert.equal(attemptResult(await kept(stand, 'confirm', ID, '60'))?.isKept, true);
      assert.deepEqual(stand.systems, everywhere(next));
      await kept(stand, 'clean', ID);
      await assertNoUnits(stand);
      assert.equal((await machine.finish(['test', '-e', '/run/nixfleet-ssh'])).exitCode, 1);
      return '';
    },
  },
  {
    name: 'goes back from what was deployed over SSH when nobody confirms it, also when its dead man is killed',
    isQuick: true,
    async play(stand) {
      const next = await stand.system({ name: 'next' });
      await begin(stand, next, { confirm: '25' });
      await kept(stand, 'start', ID);
      assert.equal(switchEnded(await kept(stand, 'await_end', ID, '60'))?.running, next);
      for (const signal of ['TERM', 'KILL']) {
        const before = await deadMan(stand);
        await stand.machine.run(['systemctl', 'kill', `--signal=${signal}`, WATCHER]);
        await stand.until('another dead man', async () => !['0', before].includes(await deadMan(stand)));
      }
      await assertBack(stand, 'nobody has confirmed in time');
      return '';
    },
  },
  {
    name: 'ends a switch over SSH that takes too long, and goes back',
    async play(stand) {
      const next = await stand.system({ name: 'next', hooks: { after: 'sleep infinity' } });
      await begin(stand, next, { limit: '4' });
      await kept(stand, 'start', ID);
      await assertBack(stand, 'the switch took longer than 4 s');
      return '';
    },
  },
  {
    name: 'goes back from what was deployed over SSH when its folder was removed in the middle of the switch',
    async play(stand) {
      const { first, machine } = stand;
      const next = await stand.system({ name: 'next', hooks: { after: 'sleep infinity' } });
      await begin(stand, next);
      await kept(stand, 'start', ID);
      await stand.until('the switch', () => Promise.resolve(stand.systems.running === next));
      await machine.run(['rm', '-rf', '/run/nixfleet-ssh']);
      await stand.until('the machine to be back', () => Promise.resolve(stand.systems.running === first));
      await assertNoUnits(stand);
      assert.deepEqual(stand.systems, everywhere(first));
      return '';
    },
  },
];
