import assert from 'node:assert/strict';
import { agentUnit } from '../agent-unit.ts';
import { assertBack, assertConfirmTimer, CONFIRM, timeBack, whyBack } from '../outcomes.ts';
import { PACKAGE } from '../place.ts';
import type { Scenario } from '../scenario.ts';
import { everywhere, MASK, OBSTACLE, type Stand } from '../stand.ts';
import { ILLNESS } from '../system-plan.ts';

const AGENT = 'nixfleet-agent.service';
const STOP = ['systemctl', 'stop', AGENT];
const KILL = ['systemctl', 'kill', '--signal=KILL', AGENT];
const SETTINGS = { confirmTimeout: CONFIRM };

/** A machine whose agent goes, and can't be started, while the machine has to prove itself and can't. */
async function abandoned(stand: Stand, end: readonly string[], when: 'at once' | 'proving'): Promise<string> {
  const { machine, plane } = stand;
  // As every switch that changes systemd does.
  const bad = await stand.system({ name: 'bad', hooks: { stopped: 'systemctl daemon-reexec' } });
  await machine.run(['touch', ILLNESS]);
  // It keeps an agent from being started; the one that runs goes on.
  await machine.run(['touch', MASK]);
  await plane.want(bad);
  await (when === 'proving' ? stand.untilProving(bad) : stand.untilEnded(`test ${bad}`));
  await machine.run(end);
  await stand.until('the agent to be gone', () => !machine.processes().some((command) => /agent\/main/.test(command)));
  return bad;
}

/** It comes back without an agent; how long that takes, in words. Once there is one again, he tells of it. */
async function comesBack(stand: Stand, bad: string): Promise<string> {
  const { machine } = stand;
  const figure = await timeBack(stand, bad);
  await assertConfirmTimer(stand);
  await stand.settled();
  assert.deepEqual(stand.systems, everywhere(stand.first));
  assert.deepEqual(await stand.outcomes(), []);
  await machine.run(['rm', MASK, ILLNESS]);
  await machine.run(['systemctl', 'start', AGENT]);
  await assertBack(stand, bad);
  return figure;
}

/** Nobody confirms that the machine is well: it is taken back by whoever is left. */
export const unattended: readonly Scenario[] = [
  {
    name: 'goes back when its agent is stopped right after the switch',
    settings: SETTINGS,
    play: async (stand) => comesBack(stand, await abandoned(stand, STOP, 'at once')),
  },
  {
    name: 'goes back when its agent is killed while it proves itself',
    settings: SETTINGS,
    isQuick: true,
    play: async (stand) => comesBack(stand, await abandoned(stand, KILL, 'proving')),
  },
  {
    name: 'goes back when the dead man is killed on the way, too',
    settings: SETTINGS,
    async play(stand) {
      const { machine } = stand;
      await machine.run(['touch', OBSTACLE]);
      const bad = await abandoned(stand, KILL, 'proving');
      await stand.untilBegun(`test ${stand.first}`);
      await machine.run(['systemctl', 'kill', '--signal=KILL', 'nixfleet-rollback*.service']);
      await machine.run(['rm', OBSTACLE]);
      const figure = await comesBack(stand, bad);
      assert.match(await stand.journal('nixfleet-rollback-confirm.service'), /code=killed, status=9\/KILL/);
      return figure;
    },
  },
  {
    name: 'goes back as soon as nobody else holds the lock',
    settings: SETTINGS,
    async play(stand) {
      const { machine } = stand;
      const bad = await abandoned(stand, KILL, 'proving');
      await stand.holdLock();
      const deadMan = 'nixfleet-rollback-confirm.service';
      await stand.until('the dead man', async () => (await stand.journal(deadMan)).includes(`Started ${deadMan}`));
      assert.equal(stand.systems.running, bad);
      await machine.run(['systemctl', 'stop', 'somebody.service']);
      const figure = await comesBack(stand, bad);
      assert.doesNotMatch(await stand.journal(), /Could not acquire lock/);
      return figure;
    },
  },
  {
    name: 'goes back when the new agent crashes whenever it starts',
    settings: SETTINGS,
    isQuick: true,
    async play(stand) {
      const units = { [AGENT]: await agentUnit(stand.machine, {}, `${PACKAGE}/dist/agent/none.js`) };
      const bad = await stand.system({ name: 'bad', units });
      await stand.plane.want(bad);
      const figure = await timeBack(stand, bad);
      await assertConfirmTimer(stand);
      await assertBack(stand, bad);
      return figure;
    },
  },
  {
    name: 'goes back when the activation hangs and does not listen to SIGTERM',
    settings: { ...SETTINGS, activationTimeout: 5 },
    async play(stand) {
      const bad = await stand.system({ name: 'bad', hooks: { stopped: "trap '' TERM; sleep infinity" } });
      await stand.plane.want(bad);
      await assertBack(stand, bad);
      assert.deepEqual(
        stand.machine.processes().filter((command) => command.startsWith('sleep')),
        [],
      );
      return whyBack(stand);
    },
  },
  {
    name: 'goes back when the switch is killed',
    async play(stand) {
      const bad = await stand.system({ name: 'bad', hooks: { stopped: 'sleep infinity' } });
      await stand.plane.want(bad);
      await stand.untilBegun(`test ${bad}`);
      await stand.machine.run(['systemctl', 'kill', '--signal=KILL', 'nixfleet-switch.service']);
      await assertBack(stand, bad);
      return whyBack(stand);
    },
  },
  {
    name: 'goes back when the new generation cuts it off from its control plane',
    settings: SETTINGS,
    isQuick: true,
    async play(stand) {
      const bad = await stand.system({ name: 'bad', hooks: { after: 'ip link set host0 down' } });
      await stand.plane.want(bad);
      const figure = await timeBack(stand, bad);
      await assertBack(stand, bad);
      return figure;
    },
  },
];
