import assert from 'node:assert/strict';
import { assertBack, assertUnharmed, BACK, CONFIRM, whyBack } from '../outcomes.ts';
import type { Scenario } from '../scenario.ts';
import { everywhere, type Stand } from '../stand.ts';
import { aTask, type SystemPlan } from '../system-plan.ts';

/** A service that fails at once, and is started again long after. */
const aLoop = '[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=600\n';

/** Wants a closure that fails, and then one that does not. */
async function failsOnce(stand: Stand, plan: Partial<SystemPlan>): Promise<string | undefined> {
  const bad = await stand.system({ name: 'bad', ...plan });
  await stand.plane.want(bad);
  await assertBack(stand, bad);
  await assertUnharmed(stand);
  return whyBack(stand);
}

/** The switch itself says that something is wrong. */
export const failing: readonly Scenario[] = [
  {
    name: 'is as it was after a switch that failed before it changed anything',
    play: (stand) => failsOnce(stand, { hooks: { before: 'echo no such device; exit 1' } }),
  },
  {
    name: 'goes back after a switch that failed half-way, with units stopped',
    play: (stand) => failsOnce(stand, { units: { 'extra.service': aTask('true') }, hooks: { stopped: 'exit 2' } }),
  },
  {
    name: "goes back in v0.1.1's way, too: profile and boot default were another already",
    settings: { activationMode: 'switch' },
    play: (stand) => failsOnce(stand, { hooks: { stopped: 'exit 2' } }),
  },
  {
    name: 'goes back when the boot default cannot be set',
    play: (stand) => failsOnce(stand, { hooks: { loader: 'echo no space left on /boot; exit 1' } }),
  },
  {
    name: 'goes back when a unit has failed that had not before (exit code 4), and is not wedged by it',
    settings: { confirmTimeout: CONFIRM },
    isQuick: true,
    async play(stand) {
      const why = await failsOnce(stand, { units: { 'broken.service': aTask('false') } });
      assert.match(why ?? '', /broken\.service/);
      return why;
    },
  },
  {
    name: 'does not mind a unit that had failed before (exit code 4), time and again',
    async play(stand) {
      const { machine, plane } = stand;
      await machine.run(['tee', '/etc/systemd/system/unrelated.service'], aTask('false'));
      await machine.finish(['systemctl', 'start', 'unrelated.service']);
      const hooks = { after: 'systemctl start unrelated.service; true' };
      const next = await stand.system({ name: 'next', hooks });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['done']);
      const ends = (await stand.switches()).filter(({ step, what }) => step === `test ${next}` && what !== 'begins');
      assert.deepEqual(
        ends.map(({ what }) => what),
        ['4'],
      );
      const third = await stand.system({ name: 'third', hooks });
      await plane.want(third);
      assert.deepEqual(await stand.told(2), ['done', 'done']);
      assert.deepEqual(stand.systems, everywhere(third));
      await stand.settled();
      return '';
    },
  },
  {
    name: 'goes back when a unit crashes again and again that did not before (exit code 4)',
    settings: { confirmTimeout: CONFIRM },
    async play(stand) {
      const state = 'systemctl show --property=SubState --value looping.service';
      const hooks = { after: `until [ "$(${state})" = auto-restart ]; do sleep 0.1; done` };
      const why = await failsOnce(stand, { units: { 'looping.service': aLoop }, hooks });
      assert.match(why ?? '', /looping\.service/);
      return why;
    },
  },
  {
    name: 'does not mind a unit that crashed again and again before (exit code 4)',
    async play(stand) {
      const { machine, plane } = stand;
      await machine.run(['tee', '/etc/systemd/system/unrelated.service'], aLoop);
      await machine.finish(['systemctl', 'start', 'unrelated.service']);
      const substate = ['systemctl', 'show', '--property=SubState', '--value', 'unrelated.service'];
      const hasCrashed = async () => (await machine.finish(substate)).stdout.trim() === 'auto-restart';
      await stand.until('the unit to wait for its next start', hasCrashed);
      const next = await stand.system({ name: 'next' });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['done']);
      const ends = (await stand.switches()).filter(({ step, what }) => step === `test ${next}` && what !== 'begins');
      assert.deepEqual(
        ends.map(({ what }) => what),
        ['4'],
      );
      assert.deepEqual(stand.systems, everywhere(next));
      await stand.settled();
      return '';
    },
  },
  {
    name: "is not wedged by what v0.1.1's agent has left of its last switch: a unit that has failed",
    async play(stand) {
      const { machine, plane } = stand;
      await machine.run(['systemd-run', '--unit=nixfleet-switch', 'false']);
      const isFailed = async () => (await machine.finish(['systemctl', 'is-failed', 'nixfleet-switch'])).exitCode === 0;
      await stand.until('the unit to have failed', isFailed);
      const next = await stand.system({ name: 'next' });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(next));
      await stand.settled();
      return '';
    },
  },
  {
    name: 'comes to a closure by a reboot when only that can bring it (exit code 100)',
    async play(stand) {
      const { first, machine, plane } = stand;
      const next = await stand.system({ name: 'next', hooks: { before: 'exit 100' } });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['reboot_required, no success']);
      assert.deepEqual(stand.systems, { running: first, profile: next, boot: next });
      await stand.settled();
      await machine.reboot();
      assert.deepEqual(await stand.told(2), ['reboot_required, no success', 'done']);
      assert.deepEqual(stand.systems, everywhere(next));
      await stand.settled();
      return '';
    },
  },
  {
    name: 'goes back when it is ill after that reboot',
    settings: { confirmTimeout: CONFIRM },
    async play(stand) {
      const { machine, plane } = stand;
      const healthChecks = { command: [{ name: 'never', command: 'false', timeout: 2, interval: 1 }] };
      const next = await stand.system({ name: 'next', healthChecks, hooks: { before: 'exit 100' } });
      await plane.want(next);
      assert.deepEqual(await stand.told(), ['reboot_required, no success']);
      await machine.reboot();
      assert.deepEqual(await stand.told(2), ['reboot_required, no success', BACK]);
      assert.deepEqual(stand.systems, everywhere(stand.first));
      await stand.settled();
      return (await stand.outcomes())[1]?.message;
    },
  },
];
