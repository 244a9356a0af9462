import { ADDRESS, agentKind } from '../../agent/agent-kind.ts';
import { createControlPlane } from '../../agent/control-plane.ts';
import { dropUnusable } from '../../agent/resume.ts';
import { failureOf } from '../../machines/errors.ts';
import type { AgentState } from '../../machines/model/machine.ts';
import type { AgentSettings } from '../../machines/policy/agent-cycle.ts';
import { Shard } from '../../services/actors/shard.ts';
import type { Activation } from '../../services/host/activation.ts';
import type { Nix } from '../../services/host/nix.ts';
import type { Prober } from '../../services/host/probes/probes.ts';
import { createRoot } from '../../services/host/root.ts';
import type { System } from '../../services/host/system.ts';
import { type AgentUnit, agentUnitOn } from '../../services/store/agent-unit.ts';
import { fullAtTimes } from '../support/full-disk.ts';
import { ProcessClock } from './clock.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process.ts';

/** How long an agent of a simulated fleet waits for its checks to pass. */
const VERIFY_SECONDS = 10;
const FETCH_MS = 800;
const PROBE_PAUSE_MS = 2_000;

/** Starts our agent's program on a machine: the real chart and shard over its database, on a simulated host. */
export function startOurAgent(machine: Machine, process: Process): void {
  const { timeline, planned, tale } = machine.parts;
  const clock = new ProcessClock(timeline, machine.wall, process);
  const unit = fullAtTimes(agentUnitOn(machine.db, { newEpoch: machine.epoch }), () => machine.isFull());
  const settings: AgentSettings = {
    pollSeconds: planned.pollSeconds,
    retrySeconds: 10,
    healthSeconds: planned.healthSeconds,
    verifySeconds: VERIFY_SECONDS,
    isDryRun: false,
  };
  let state: AgentState | undefined;
  const shard = new Shard<AgentUnit>({
    unit,
    kinds: {
      agent: agentKind(
        {
          ...hostParts(machine, process, clock),
          settings,
          machineId: machine.id,
          tags: [planned.tag],
          version: '0.2.0',
          clock,
          cacheUrl: null,
          root: createRoot('/'),
          controlPlane: createControlPlane(clientOf(machine, process), machine.id),
          log: () => undefined,
          entered: (entered) => (state = entered),
        },
        unit,
      ),
    },
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
  process.run(() => shard.start());
  process
    .hears(shard.send(ADDRESS, { type: 'started', settings }))
    .catch(() => machine.kill('it could not start', 1_000));
}

const SILENT = {
  began: () => undefined,
  grouped: () => undefined,
  redone: () => undefined,
  storageFailed: () => undefined,
};

function clientOf(machine: Machine, process: Process): Parameters<typeof createControlPlane>[0] {
  return {
    desiredGeneration: () => process.hears(machine.parts.ask(machine.id)),
    report: ({ body }) => process.hears(machine.send(body)),
  };
}

interface HostParts {
  readonly system: System;
  readonly nix: Nix;
  readonly activation: Activation;
  readonly prober: Prober;
}

function hostParts({ host, wall, parts: { timeline } }: Machine, process: Process, clock: ProcessClock): HostParts {
  return {
    system: {
      running: () => Promise.resolve(host.running),
      booted: () => Promise.resolve(host.booted),
      profile: () => Promise.resolve(host.profile.at(-1) ?? null),
      uptimeSeconds: () => Promise.resolve(host.uptimeSeconds),
      bootId: () => Promise.resolve(host.bootId),
      isSwitching: () => Promise.resolve(host.isSwitching),
    },
    nix: {
      async fetch(path, _, signal) {
        await process.pause(host.pace(path, FETCH_MS), signal);
        host.fetched(path);
      },
      root: (_, __, signal) => process.pause(5, signal),
      async setProfile(_, path, signal) {
        await process.pause(20, signal);
        host.setProfile(path);
      },
    },
    activation: {
      async activate({ path, attempt }) {
        await process.hears(new Promise<void>((resolve) => host.whenQuietBut(attempt, resolve)));
        host.begin(attempt, path);
        const exitCode = await process.hears(new Promise<number>((resolve) => host.whenEnded(attempt, resolve)));
        return { exitCode, said: '' };
      },
    },
    prober: {
      async probe(until, signal) {
        const endsAt = timeline.now + until - clock.now();
        for (;;) {
          await process.pause(50, signal);
          const health = host.health(wall.time);
          const leftMs = endsAt - timeline.now;
          if (health.all_passed || leftMs <= 0) return health;
          await process.pause(Math.min(PROBE_PAUSE_MS, leftMs), signal);
        }
      },
    },
  };
}
