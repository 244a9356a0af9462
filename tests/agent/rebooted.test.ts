import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine } from './a-gated-machine.ts';
import { atGate, type Moment, type Story, toPrevious, toWanted, unwritten } from './a-moment.ts';
import { atRest, restsOn } from './a-rest.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

const PATIENT = '--confirm-timeout=60';
const HASTY = '--confirm-timeout=1';
const AS_V011 = '--activation-mode=switch';

const theWanted = ({ wanted }: Story) => wanted;

/** Why an attempt counts as failed that a power cut has ended there. */
const CUT_SHORT: readonly (readonly [Moment, string])[] = [
  [atGate('applying.activating', 'switch', toWanted('test')), 'the machine restarted while it was activating'],
  [atGate('verifying.proving', 'probe', () => 'any'), 'the machine restarted while it had to prove itself'],
  [atGate('verifying.setting_profile', 'nix-env', theWanted), 'the machine restarted while it was activating'],
  [unwritten('verifying.setting_profile', 'verifying.booting'), 'the machine restarted while it was activating'],
];

/** Lets the agent come to a moment, pulls the plug there, and brings the machine up again. */
async function cutAt(moment: Moment, { script = '', flags }: { script?: string; flags: readonly string[] }) {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const story = { plane, machine, wanted: await aGatedClosure('wanted', script) };
  plane.wanted = { hash: story.wanted, assignment: 'r-1:0:1' };
  moment.hold(story);
  const agent = await machine.start(...flags);
  await until(() => moment.isHeld(story));
  machine.cutPower();
  await agent.ended;
  moment.letGo(story);
  machine.reboot();
  return story;
}

/** A machine on which something is wanted that only a reboot can bring; its agent says so. */
async function inNeedOfAReboot() {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const wanted = await aGatedClosure('wanted', '', 'test "$1" = boot || exit 100');
  plane.wanted = { hash: wanted, assignment: 'r-1:0:1' };
  return { plane, machine, wanted };
}

describe('a machine that loses its power', () => {
  test.each(CUT_SHORT)(
    'in $state ($where) comes up as it was, and does not try the same again',
    async (moment, why) => {
      const { plane, machine, wanted } = await cutAt(moment, { flags: [PATIENT] });
      const agent = await machine.start(PATIENT);
      expect(await atRest({ plane, machine, agent, polls: 3 })).toEqual(restsOn(machine.previous, 'rolled_back'));
      expect((await plane.reported('rolled back')).message).toBe(`rolled back: ${why}`);
      expect(machine.steps.filter((step) => step === `test ${wanted}`)).toHaveLength(1);
    },
  );

  test('tries again when a rollout does', async () => {
    const [[moment] = []] = CUT_SHORT;
    if (moment === undefined) throw new Error('there is no moment');
    const { plane, machine, wanted } = await cutAt(moment, { flags: [PATIENT] });
    const first = await machine.start(PATIENT);
    await atRest({ plane, machine, agent: first });
    plane.wanted = { hash: wanted, assignment: 'r-1:0:2' };
    const agent = await machine.start(PATIENT);
    expect(await atRest({ plane, machine, agent }, 2)).toEqual(restsOn(wanted, 'rolled_back', 'done'));
  });

  test('comes up on what has become its boot default, which had proved itself', async () => {
    const { plane, machine, wanted } = await cutAt(unwritten('verifying.booting', 'reporting'), { flags: [PATIENT] });
    const agent = await machine.start(PATIENT);
    expect(await atRest({ plane, machine, agent })).toEqual(restsOn(wanted, 'done'));
  });

  test('goes on with its way back', async () => {
    const { plane, machine } = await cutAt(atGate('rolling_back.returning', 'switch', toPrevious('test')), {
      script: 'touch ill',
      flags: [HASTY],
    });
    const agent = await machine.start(HASTY);
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
  });

  test('has to prove itself when it comes up on a boot default that was set too early', async () => {
    const { plane, machine, wanted } = await cutAt(atGate('applying.activating', 'switch', toWanted('switch')), {
      flags: [PATIENT, AS_V011],
    });
    expect(machine.whereabouts.running).toBe(wanted);
    const agent = await machine.start(PATIENT, AS_V011);
    expect(await atRest({ plane, machine, agent })).toEqual(restsOn(wanted, 'done'));
  });

  test('leaves such a boot default when it is ill there', async () => {
    const { plane, machine } = await cutAt(atGate('applying.activating', 'switch', toWanted('switch')), {
      flags: [HASTY, AS_V011],
    });
    writeFileSync(join(machine.folder, 'ill'), '');
    const agent = await machine.start(HASTY, AS_V011);
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
  });
});

describe('a closure that only a reboot can bring', () => {
  /** Killed at these moments, too, the agent comes to the same. */
  const MOMENTS: readonly Moment[] = [
    unwritten('applying.activating', 'applying.postponing.calling_off'),
    unwritten('applying.postponing.calling_off', 'applying.postponing.setting_profile'),
    atGate('applying.postponing.setting_profile', 'nix-env', theWanted),
    atGate('applying.postponing.booting', 'switch', toWanted('boot')),
    unwritten('applying.postponing.booting', 'reporting'),
  ];

  test.each(MOMENTS)(
    'becomes the boot default, and no more, also if the agent is killed in $state ($where)',
    async (moment) => {
      const story = await inNeedOfAReboot();
      const { plane, machine, wanted } = story;
      moment.hold(story);
      const first = await machine.start(PATIENT);
      await until(() => moment.isHeld(story));
      await first.kill();
      moment.letGo(story);
      const agent = await machine.start(PATIENT);
      expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual({
        ...restsOn(wanted, 'reboot_required'),
        running: machine.previous,
        open: 1,
      });
    },
  );

  /** The machine after its reboot into something: `ill` or well there. */
  async function afterReboot({ isIll, into }: { isIll: boolean; into: 'wanted' | 'previous' }) {
    const story = await inNeedOfAReboot();
    const { plane, machine, wanted } = story;
    await atRest({ plane, machine, agent: await machine.start(PATIENT) });
    machine.reboot(into === 'wanted' ? wanted : machine.previous);
    if (isIll) writeFileSync(join(machine.folder, 'ill'), '');
    const agent = await machine.start(isIll ? HASTY : PATIENT);
    return { ...story, end: await atRest({ plane, machine, agent, polls: 2 }, 2) };
  }

  test('is there for good once it has proved itself after the reboot', async () => {
    const { end, wanted } = await afterReboot({ isIll: false, into: 'wanted' });
    expect(end).toEqual(restsOn(wanted, 'reboot_required', 'done'));
  });

  test('is left again when the machine is ill after the reboot', async () => {
    const { end, machine } = await afterReboot({ isIll: true, into: 'wanted' });
    expect(end).toEqual(restsOn(machine.previous, 'reboot_required', 'rolled_back'));
  });

  test('is no longer the boot default when the reboot has brought something else', async () => {
    const { end, machine } = await afterReboot({ isIll: false, into: 'previous' });
    expect(end).toEqual(restsOn(machine.previous, 'reboot_required', 'rolled_back'));
  });
});
