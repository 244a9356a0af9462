import { type EffectHost, fromEffect } from '../../../../machines/effect.ts';
import { AGENT_VERSION, agentMachine } from '../../../../machines/agent.ts';
import type { HealthReport } from '../../../../machines/model/health.ts';
import type { AgentSettings } from '../../../../machines/policy/agent-cycle.ts';
import type { Ports, Wanted } from '../../../../machines/ports.ts';
import type { Kind } from '../../../../services/actors/kinds.ts';
import { Shard } from '../../../../services/actors/shard.ts';
import { type AgentUnit, openAgentUnit } from '../../../../services/store/agent-unit.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import type { GoldenSnapshot } from './golden-files.ts';
import { stateName } from './state-name.ts';

const OLD = '/nix/store/aaaa-old';
const NEW = '/nix/store/bbbb-new';
/** A health report is due before the next poll. */
const settings: AgentSettings = {
  pollSeconds: 60,
  retrySeconds: 30,
  healthSeconds: 40,
  verifySeconds: 20,
  isDryRun: false,
};
const address = 'agent:self';

/**
 * An agent's life from its first poll: a switch whose health checks fail, the way back, a periodic health report, and an
 * assignment that wants what runs. Gives its snapshot as it was first stored in each state.
 */
export async function agentSnapshots(dbPath: string): Promise<GoldenSnapshot[]> {
  const clock = new FakeClock();
  let due: (() => void) | undefined;
  const unit = openAgentUnit({ path: dbPath, newEpoch: 'epoch' });
  const shard = new Shard({
    unit,
    kinds: { agent: agentKind(clock) },
    clock,
    schedule: (run) => void (due = run),
  });
  const found = new Map<string, GoldenSnapshot>();
  shard.start();
  const started = shard.send(address, { type: 'started', settings });
  while (due !== undefined) {
    const run: () => void = due;
    due = undefined;
    run();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const stored = unit.snapshots.get(address);
    const name = stored && stateName(stored.state);
    if (stored && name && !found.has(name)) found.set(name, { name, address, ...stored });
    if (due === undefined && name === 'idle.waiting') await passUntilDue(clock);
  }
  await started;
  shard.stop();
  unit.close();
  return [...found.values()];
}

/** Nothing is under way but an alarm: time passes until it rings. */
async function passUntilDue(clock: FakeClock): Promise<void> {
  clock.pass(settings.healthSeconds * 1000);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function agentKind(clock: FakeClock): Kind<AgentUnit> {
  return {
    version: AGENT_VERSION,
    machine: (host) => agentMachine.provide({ actors: itsEffects(host, clock) }),
    born: (_, __, now) => ({ settings, now }),
  };
}

type Bodies = { readonly [Name in keyof Ports]?: (input: Ports[Name]['input']) => Promise<Ports[Name]['output']> };

function itsEffects(host: EffectHost, clock: FakeClock) {
  const bodies = bodiesOn(clock);
  const effect = <Name extends keyof Ports>(name: Name) =>
    fromEffect<Ports[Name]['input'], Ports[Name]['output']>(
      host,
      bodies[name] ?? (() => Promise.reject(new Error(`nobody plays ${name}`))),
    );
  return {
    sleepUntil: fromEffect(host, ({ until }: Ports['sleepUntil']['input'], signal) => clock.sleepUntil(until, signal)),
    readClock: effect('readClock'),
    askWanted: effect('askWanted'),
    fetchClosure: effect('fetchClosure'),
    rememberSystem: effect('rememberSystem'),
    setProfile: effect('setProfile'),
    activate: effect('activate'),
    probe: effect('probe'),
    deliverReports: effect('deliverReports'),
  };
}

/** Its machine: ill on the new closure, well on the old one. It is last asked to confirm what runs, and its probes then never end. */
function bodiesOn(clock: FakeClock): Bodies {
  const now = () => clock.now();
  let polls = 0;
  let running = OLD;
  const answers: readonly Wanted[] = [
    { path: NEW, cacheUrl: 'https://cache', assignment: 'r-1:0:1' },
    { path: OLD, cacheUrl: null, assignment: 'r-1:revert:1' },
  ];
  return {
    readClock: () => Promise.resolve({ now: now() }),
    askWanted() {
      const wanted = answers[polls++] ?? null;
      return Promise.resolve({ now: now(), running, wanted, pollHintSeconds: null, knowsAssignments: true });
    },
    fetchClosure: () => Promise.resolve(),
    rememberSystem: () => Promise.resolve({ now: now(), running, isBusy: false }),
    setProfile: () => Promise.resolve(),
    activate({ path }) {
      running = path;
      return Promise.resolve({ now: now(), running, exitCode: 0, said: '' });
    },
    probe() {
      if (polls > 1) return new Promise(() => undefined);
      return Promise.resolve({ now: now(), running, health: healthOn(running) });
    },
    deliverReports: () => Promise.resolve({ now: now() }),
  };
}

function healthOn(path: string): HealthReport {
  const result = { check_name: 'web', duration_ms: 7 };
  const isWell = path === OLD;
  return {
    results: [isWell ? { status: 'pass', ...result } : { status: 'fail', ...result, message: 'status 503' }],
    all_passed: isWell,
    timestamp: '2026-01-01T00:00:00Z',
  };
}
