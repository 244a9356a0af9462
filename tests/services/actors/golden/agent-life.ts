import { type EffectHost, fromEffect } from '../../../../machines/effect.ts';
import { AGENT_VERSION, agentMachine } from '../../../../machines/agent.ts';
import type { AgentSettings } from '../../../../machines/policy/agent-cycle.ts';
import type { Ports } from '../../../../machines/ports.ts';
import type { Kind } from '../../../../services/actors/kinds.ts';
import { Shard } from '../../../../services/actors/shard.ts';
import { type AgentUnit, openAgentUnit } from '../../../../services/store/agent-unit.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { AgentMachine, type Bodies } from './agent-machine.ts';
import type { GoldenSnapshot } from './golden-files.ts';
import { stateName } from './state-name.ts';

/** A health report is due before the next poll. */
const settings: AgentSettings = {
  pollSeconds: 60,
  retrySeconds: 30,
  healthSeconds: 40,
  confirmSeconds: 20,
  mode: 'test-then-boot',
  drift: 'report',
  isDryRun: false,
};
const address = 'agent:self';

/** Nothing but time brings it on from there. */
const SLEEPS = new Set(['idle.waiting', 'rolling_back.pausing.waiting']);

/** An agent's life on a machine with which everything happens once. Gives its snapshot as it was first stored in each state. */
export async function agentSnapshots(dbPath: string): Promise<GoldenSnapshot[]> {
  const clock = new FakeClock();
  let due: (() => void) | undefined;
  const unit = openAgentUnit({ path: dbPath, newEpoch: 'epoch' });
  const machine = new AgentMachine(clock, unit.attempts);
  const shard = new Shard({
    unit,
    kinds: { agent: agentKind(clock, machine.bodies()) },
    clock,
    schedule: (run) => void (due = run),
  });
  const found = new Map<string, GoldenSnapshot>();
  shard.start();
  const sent = [
    shard.send(address, { type: 'started', settings }),
    shard.send(address, { type: 'prefetch', path: '/nix/store/cccc-soon', cacheUrl: null }),
  ];
  while (due !== undefined) {
    const run: () => void = due;
    due = undefined;
    run();
    await aTurn();
    const stored = unit.snapshots.get(address);
    const name = stored && stateName(stored.state);
    if (stored && name && !found.has(name)) found.set(name, { name, address, ...stored });
    if (due !== undefined || name === undefined || !SLEEPS.has(name)) continue;
    if (machine.isLastDay)
      sent.push(shard.send(address, { type: 'started', settings: { ...settings, mode: 'switch' } }));
    else clock.pass(settings.healthSeconds * 1000);
    await aTurn();
  }
  await Promise.all(sent);
  shard.stop();
  unit.close();
  return [...found.values()];
}

const aTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function agentKind(clock: FakeClock, bodies: Bodies): Kind<AgentUnit> {
  return {
    version: AGENT_VERSION,
    machine: (host) => agentMachine.provide({ actors: itsEffects(host, clock, bodies) }),
    born: (_, __, now) => ({ settings, now }),
  };
}

function itsEffects(host: EffectHost, clock: FakeClock, bodies: Bodies) {
  const effect = <Name extends keyof Bodies>(name: Name) =>
    fromEffect<Ports[Name]['input'], Ports[Name]['output']>(host, (input) => bodies[name](input));
  return {
    sleepUntil: fromEffect(host, ({ until }: Ports['sleepUntil']['input'], signal) => clock.sleepUntil(until, signal)),
    readClock: effect('readClock'),
    takeStock: effect('takeStock'),
    askWanted: effect('askWanted'),
    fetchClosure: effect('fetchClosure'),
    rememberSystem: effect('rememberSystem'),
    armDeadMan: effect('armDeadMan'),
    hurryDeadMan: effect('hurryDeadMan'),
    callOffDeadMan: effect('callOffDeadMan'),
    setProfile: effect('setProfile'),
    activate: effect('activate'),
    goBack: effect('goBack'),
    probe: effect('probe'),
    prove: effect('prove'),
    deliverReports: effect('deliverReports'),
  };
}
