import { problemOfReaching } from '../../agent/contact/reach.ts';
import type { AgentParts } from '../../agent/agent-kind.ts';
import { HttpFailed } from '../../machines/errors.ts';
import type { ProcessClock } from './clock.ts';
import { stepName } from './keeper.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process.ts';

const FETCH_MS = 800;
const PROBE_PAUSE_MS = 2_000;
const FREE_BYTES = 10 * 1024 ** 3;
/** How long a new connection is waited for. */
const REACH_MS = 2_000;

/** The parts of an agent that a host stands behind. */
export type AgentHost = Pick<AgentParts, 'system' | 'nix' | 'activation' | 'prober'>;

/** A simulated host as an agent's program sees it; what it waits for ends only while it lives. */
export const agentHost = (machine: Machine, process: Process, clock: ProcessClock): AgentHost => ({
  system: systemOf(machine),
  nix: nixOf(machine, process),
  activation: activationOf(machine, process),
  prober: proberOf(machine, process, clock),
});

/** Connects anew to the control plane. */
export const reachOf = (machine: Machine, process: Process) => (signal: AbortSignal) =>
  problemOfReaching(signal, async () => {
    const late = process.pause(REACH_MS, signal).then(() => Promise.reject(new Error('it did not answer in time')));
    await Promise.race([process.hears(machine.parts.ask(machine.id)).catch(unlessThere), late]);
    machine.book.hasReached();
  });

/** Who is told that there is nothing to do has reached somebody. */
function unlessThere(error: unknown): void {
  if (!(error instanceof HttpFailed && error.status === 404)) throw error;
}

function systemOf({ host }: Machine): AgentHost['system'] {
  return {
    running: () => Promise.resolve(host.running),
    booted: () => Promise.resolve(host.booted),
    profile: () => Promise.resolve(host.profile.at(-1) ?? null),
    uptimeSeconds: () => Promise.resolve(host.uptimeSeconds),
    bootId: () => Promise.resolve(host.bootId),
    isSwitching: () => Promise.resolve(host.isSwitching),
    brokenUnits: () => Promise.resolve(host.brokenUnits),
    needsReboot: () => Promise.resolve(host.running !== host.booted),
    freeBytes: () => Promise.resolve(FREE_BYTES),
  };
}

function nixOf({ host }: Machine, process: Process): AgentHost['nix'] {
  return {
    async fetch({ path }, { signal }) {
      await process.pause(host.pace(path, FETCH_MS), signal);
      host.fetched(path);
    },
    root: (_, __, signal) => process.pause(5, signal),
    async setProfile(_, path, signal) {
      await process.pause(20, signal);
      host.setProfile(path);
    },
  };
}

function activationOf({ host, keeper, book }: Machine, process: Process): AgentHost['activation'] {
  return {
    async armDeadMan(attempt, signal) {
      await process.pause(10, signal);
      book.means(attempt);
      keeper.arm(attempt);
    },
    async hurryDeadMan(attempt, signal) {
      await process.pause(10, signal);
      return keeper.hurry(attempt);
    },
    async callOffDeadMan(attempt, signal) {
      await process.pause(10, signal);
      return keeper.callOff(attempt);
    },
    hasFired: (id) => Promise.resolve(keeper.hasFired(id)),
    async activate({ id, path, step }) {
      const name = stepName(id, step);
      await process.hears(new Promise<void>((resolve) => host.whenQuietBut(name, resolve)));
      if (!keeper.begin(id, name, { path, step })) return { exitCode: -1, said: 'the machine goes back already' };
      const exitCode = await process.hears(new Promise<number>((resolve) => host.whenEnded(name, resolve)));
      return { exitCode, said: '' };
    },
    goBack: (attempt) => process.hears(new Promise((resolve) => keeper.goBack(attempt, resolve))),
    takeBackForgotten: (ids) => process.hears(new Promise((resolve) => keeper.goBackFrom(ids, resolve))),
  };
}

function proberOf({ host, wall, book, parts: { timeline } }: Machine, process: Process, clock: ProcessClock) {
  return {
    async probe(until: number, signal: AbortSignal) {
      const endsAt = timeline.now + until - clock.now();
      for (;;) {
        await process.pause(50, signal);
        const health = host.health(wall.time);
        if (health.all_passed) book.isWell();
        const leftMs = endsAt - timeline.now;
        if (health.all_passed || leftMs <= 0) return health;
        await process.pause(Math.min(PROBE_PAUSE_MS, leftMs), signal);
      }
    },
  };
}
