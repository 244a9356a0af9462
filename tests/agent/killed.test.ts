import { describe, expect, test } from 'vitest';
import { until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine } from './a-gated-machine.ts';
import { atGate, delivered, type Moment, type Story, toPrevious, toWanted, unanswered, unwritten } from './a-moment.ts';
import { atRest, restsOn } from './a-rest.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

const theWanted = ({ wanted }: Story) => wanted;
const theReport = (message: string) => (_: string, body: string) => body.includes(`"message":"${message}`);

/** From the start of the program to the end of an attempt that works. */
const ONWARD: readonly Moment[] = [
  unwritten('checking.recalling', 'checking.asking'),
  unanswered('checking.asking', (method) => method === 'GET'),
  unwritten('checking.asking', 'fetching.copying'),
  atGate('fetching.copying', 'nix', theWanted),
  unwritten('fetching.copying', 'fetching.looking'),
  unwritten('fetching.looking', 'applying.announcing'),
  unanswered('applying.announcing', theReport('applying')),
  unwritten('applying.announcing', 'applying.arming'),
  atGate('applying.arming', 'nix-store', ({ machine }) => machine.previous),
  unwritten('applying.arming', 'applying.activating'),
  atGate('applying.activating', 'switch', toWanted('test')),
  unwritten('applying.activating', 'verifying.hurrying'),
  unwritten('verifying.hurrying', 'verifying.proving'),
  atGate('verifying.proving', 'probe', () => 'any'),
  unwritten('verifying.proving', 'verifying.calling_off'),
  unwritten('verifying.calling_off', 'verifying.setting_profile'),
  atGate('verifying.setting_profile', 'nix-env', theWanted),
  unwritten('verifying.setting_profile', 'verifying.booting'),
  atGate('verifying.booting', 'switch', toWanted('boot')),
  unwritten('verifying.booting', 'reporting'),
  unanswered('reporting', theReport('deployed')),
  delivered('deployed'),
  unwritten('reporting', 'idle.scheduling'),
];

/** The same, where what is wanted turns out to be ill. */
const BACK: readonly Moment[] = [
  atGate('applying.activating', 'switch', toWanted('test')),
  atGate('verifying.proving', 'probe', () => 'any'),
  unwritten('verifying.proving', 'rolling_back.returning'),
  atGate('rolling_back.returning', 'switch', toPrevious('test')),
  unwritten('rolling_back.returning', 'rolling_back.proving'),
  unwritten('rolling_back.proving', 'reporting'),
  unanswered('reporting', theReport('rolled back')),
  delivered('rolled-back'),
  unwritten('reporting', 'idle.scheduling'),
];

/** In v0.1.1's order profile and boot default come first, and have to be set back. */
const BACK_FROM_SWITCH: readonly Moment[] = [
  atGate('applying.setting_profile', 'nix-env', theWanted),
  atGate('applying.activating', 'switch', toWanted('switch')),
  atGate('rolling_back.returning', 'nix-env', ({ machine }) => machine.previous),
  atGate('rolling_back.returning', 'switch', toPrevious('switch')),
];

interface Plot {
  /** What the switch to what is wanted does. */
  readonly script: string;
  readonly flags: readonly string[];
  /** After the outcome, before the end. */
  readonly polls: number;
}

/** Wants a closure, kills the agent at the moment, starts it again, and looks when it has polled again. */
async function killedAt(moment: Moment, { script, flags, polls }: Plot) {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const story = { plane, machine, wanted: await aGatedClosure('wanted', script) };
  plane.wanted = { hash: story.wanted, assignment: 'r-1:0:1' };
  moment.hold(story);
  const first = await machine.start(...flags);
  await until(() => moment.isHeld(story));
  await first.kill();
  moment.letGo(story);
  const agent = await machine.start(...flags);
  return { end: await atRest({ plane, machine, agent, polls }), ...story };
}

describe('an agent that is killed while it is', () => {
  test.each(ONWARD)('$state ($where) brings its machine to what is wanted, and says so once', async (moment) => {
    const { end, wanted } = await killedAt(moment, { script: '', flags: ['--confirm-timeout=60'], polls: 1 });
    expect(end).toEqual(restsOn(wanted, 'done'));
  });

  test.each(BACK)('$state ($where) with an ill closure takes its machine back, and says so once', async (moment) => {
    const { end, machine } = await killedAt(moment, {
      script: 'touch ill',
      flags: ['--confirm-timeout=2'],
      // A failed closure that is tried again has begun by the second poll.
      polls: 2,
    });
    expect(end).toEqual(restsOn(machine.previous, 'rolled_back'));
  });

  test.each(BACK_FROM_SWITCH)('$state ($where) takes profile and boot default back, too', async (moment) => {
    const { end, machine } = await killedAt(moment, {
      script: 'touch ill',
      flags: ['--activation-mode=switch', '--confirm-timeout=2'],
      polls: 2,
    });
    expect(end).toEqual(restsOn(machine.previous, 'rolled_back'));
  });
});
