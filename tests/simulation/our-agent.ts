import { ADDRESS, agentKind, type AgentParts } from '../../agent/agent-kind.ts';
import { createControlPlane } from '../../agent/contact/control-plane.ts';
import { dropUnusable } from '../../agent/resume.ts';
import { failureOf } from '../../machines/errors.ts';
import type { AgentState } from '../../machines/model/machine.ts';
import type { AgentSettings } from '../../machines/policy/agent-cycle.ts';
import { Shard } from '../../services/actors/shard.ts';
import { createRoot } from '../../services/host/root.ts';
import { type AgentUnit, agentUnitOn } from '../../services/store/agent-unit.ts';
import { fullAtTimes } from '../support/full-disk.ts';
import { agentHost, reachOf } from './agent-host.ts';
import { ProcessClock } from './clock.ts';
import { diceFor } from './dice-for.ts';
import type { EngineParts } from './engine-parts.ts';
import { CONFIRM_MS } from './keeper.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process.ts';

/** Starts our agent's program on a machine: the real chart and shard over its database, on a simulated host. */
export const startOurAgent =
  ({ agent }: Pick<EngineParts, 'agent'>) =>
  (machine: Machine, process: Process): void => {
    const { timeline, tale } = machine.parts;
    const clock = new ProcessClock(timeline, machine.wall, process);
    const unit = fullAtTimes(agentUnitOn(machine.db, { newEpoch: machine.epoch }), () => machine.isFull());
    const settings = settingsOf(machine);
    let state: AgentState | undefined;
    const entered = (next: AgentState) => (state = next);
    const parts = agent.parts({ ...partsOf(machine, process, clock), settings, entered });
    const shard = new Shard<AgentUnit>({
      unit,
      kinds: { agent: agent.kind(agentKind(parts, unit)) },
      clock,
      schedule: (run) => void process.later(0, run),
      observer: { ...SILENT, committed: () => state && machine.entered(state) },
      problem(what, error) {
        machine.tell(`${what}: ${failureOf(error).message}`);
        if (what !== 'the database cannot be written') tale.breaks('a bug', `${machine.id}: ${what}: ${String(error)}`);
      },
    });
    const dropped = dropUnusable(unit.snapshots, ADDRESS);
    if (dropped !== undefined) tale.breaks('a bug', `${machine.id} cannot go on from its own state: ${dropped}`);
    // As the daemon does: the facts come before anything that was under way.
    process
      .hears(shard.send(ADDRESS, { type: 'started', settings }))
      .then(() => shard.start())
      .catch(() => machine.kill('it could not start', 1_000));
  };

const SILENT = {
  began: () => undefined,
  grouped: () => undefined,
  redone: () => undefined,
  storageFailed: () => undefined,
};

function settingsOf({ parts: { planned } }: Machine): AgentSettings {
  const { pollSeconds, healthSeconds, mode, drift } = planned;
  const confirmSeconds = CONFIRM_MS / 1000;
  return { pollSeconds, retrySeconds: 10, healthSeconds, confirmSeconds, mode, drift, isDryRun: false };
}

function partsOf(machine: Machine, process: Process, clock: ProcessClock): Omit<AgentParts, 'settings' | 'entered'> {
  const { seed, timeline, planned } = machine.parts;
  const dice = diceFor(seed, 'jitter', machine.id, timeline.now);
  return {
    ...agentHost(machine, process, clock),
    machineId: machine.id,
    tags: [planned.tag],
    version: '0.2.0',
    clock,
    chance: () => dice.below(1_000) / 1_000,
    elapsedMs: () => timeline.now,
    cacheUrl: null,
    root: createRoot('/'),
    controlPlane: {
      ...createControlPlane(clientOf(machine, process), machine.id),
      reach: reachOf(machine, process),
      clockSkewMs: () => null,
    },
    log: () => undefined,
  };
}

function clientOf(machine: Machine, process: Process): Parameters<typeof createControlPlane>[0] {
  return {
    desiredGeneration: () => process.hears(machine.parts.ask(machine.id)),
    report: ({ body }) => process.hears(machine.send(body)),
  };
}
