import { describe, expect, test } from 'vitest';
import type { Report } from '../../machines/model/report.ts';
import { until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine, type GateName } from './a-gated-machine.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

interface Story {
  readonly plane: FakeControlPlane;
  readonly machine: AGatedMachine;
  readonly wanted: string;
}

/** A state of the agent, how it is held there, and how that is seen. */
interface Moment {
  readonly state: string;
  hold(story: Story): void;
  isHeld(story: Story): boolean;
  letGo(story: Story): void;
}

const atGate = (state: string, gate: GateName, path: (story: Story) => string): Moment => ({
  state,
  hold: (story) => story.machine.shut(gate, path(story)),
  isHeld: ({ machine }) => machine.isHeldUpAt(gate),
  letGo: ({ machine }) => machine.open(gate),
});

/** The control plane hears and does not answer. */
const unanswered = (state: string, isIt: (method: string, body: string) => boolean): Moment => {
  let isHeld = false;
  return {
    state,
    hold: ({ plane }) => (plane.isSilentFor = (method, body) => isIt(method, body) && (isHeld = true)),
    isHeld: () => isHeld,
    letGo: ({ plane }) => (plane.isSilentFor = () => false),
  };
};

const toWanted = ({ wanted }: Story) => wanted;
const toPrevious = ({ machine }: Story) => machine.previous;

const ONWARD: readonly Moment[] = [
  unanswered('checking.asking', (method) => method === 'GET'),
  atGate('fetching.copying', 'nix', toWanted),
  unanswered('applying.announcing', (_, body) => body.includes('"message":"applying"')),
  atGate('applying.setting_profile', 'nix-env', toWanted),
  atGate('applying.activating', 'switch', toWanted),
  atGate('verifying.probing', 'probe', () => 'any'),
  unanswered('reporting', (_, body) => body.includes('"message":"deployed"')),
];

const BACK: readonly Moment[] = [
  atGate('applying.activating', 'switch', toWanted),
  atGate('verifying.probing', 'probe', () => 'any'),
  atGate('rolling_back.setting_profile', 'nix-env', toPrevious),
  atGate('rolling_back.activating', 'switch', toPrevious),
  unanswered('reporting', (_, body) => body.includes('"message":"rolled back')),
];

const isOutcome = ({ message }: Report): boolean =>
  /^(deployed|rolled back|rollback failed|apply failed)/.test(message);

/** Wants a closure, kills the agent at the moment, starts it again, and looks when it has polled again. */
async function killedAt(moment: Moment, { script, polls }: { script: string; polls: number }) {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const story = { plane, machine, wanted: await aGatedClosure('wanted', script) };
  plane.wanted = { hash: story.wanted, assignment: 'r-1:0:1' };
  moment.hold(story);
  const first = await machine.start();
  await machine.reaches(moment.state);
  await until(() => moment.isHeld(story));
  await first.kill();
  const known = plane.reports.length;
  moment.letGo(story);
  const second = await machine.start();
  await plane.sees(() => plane.reports.slice(known).some(isOutcome));
  const last = plane.polls + polls;
  await plane.sees(() => plane.polls >= last);
  await second.stop();
  await machine.isQuiet();
  const [running, profile] = [await machine.system.running(), await machine.system.profile()];
  // One that was not answered is sent again under its number.
  const outcomes = new Map(
    plane.reports.filter(isOutcome).map(({ epoch, seq, outcome }) => [`${epoch}:${seq}`, outcome]),
  );
  return { ...story, running, profile, outcomes: [...outcomes.values()], wasForced: second.wasForced };
}

describe('an agent that is killed while it is', () => {
  test.each(ONWARD)('$state brings its machine to what is wanted, and says so once', async (moment) => {
    const { wanted, running, profile, outcomes, wasForced } = await killedAt(moment, { script: '', polls: 1 });
    expect({ running, profile, outcomes, wasForced }).toEqual({
      running: wanted,
      profile: wanted,
      outcomes: ['done'],
      wasForced: false,
    });
  });

  test.each(BACK)('$state with a closure that is ill takes its machine back, and says so once', async (moment) => {
    const { machine, running, profile, outcomes, wasForced } = await killedAt(moment, {
      script: 'touch "$NIXFLEET_ROOT/ill"',
      // A failed closure that is tried again has begun by the second poll.
      polls: 2,
    });
    expect({ running, profile, outcomes, wasForced }).toEqual({
      running: machine.previous,
      profile: machine.previous,
      outcomes: ['rolled_back'],
      wasForced: false,
    });
  });
});
