import { randomUUID } from 'node:crypto';
import type { AgentEmission } from '../machines/agent-emissions.ts';
import { AGENT_VERSION } from '../machines/agent.ts';
import { failureOf } from '../machines/errors.ts';
import type { AgentState } from '../machines/model/machine.ts';
import type { AgentSettings } from '../machines/policy/agent-cycle.ts';
import { addressOf } from '../services/actors/address.ts';
import type { Kind } from '../services/actors/kinds.ts';
import { Shard } from '../services/actors/shard.ts';
import { type AgentUnit, openAgentUnit } from '../services/store/agent-unit.ts';
import type { ControlPlane } from './control-plane.ts';
import { deliver } from './delivery.ts';
import { agentWith, type EffectParts } from './effects.ts';
import type { Level, Log } from './log.ts';
import { dropUnusable } from './resume.ts';

/** What a daemon is made of. */
export interface DaemonParts extends Omit<EffectParts, 'deliver' | 'controlPlane'> {
  readonly settings: AgentSettings;
  readonly machineId: string;
  readonly tags: readonly string[];
  readonly version: string;
  readonly dbPath: string;
  readonly controlPlane: ControlPlane;
  readonly log: Log;
  /** The agent is in this state now. */
  readonly entered?: (state: AgentState) => void;
}

/** A running agent. */
export interface Daemon {
  /** Lets go of what is under way; a switch goes on by itself, and the next start takes it up. */
  stop(): void;
}

const ADDRESS = addressOf('agent', 'self');

/** Opens the agent's database and goes on from what is in it. Throws `BadConfig` when it cannot be opened. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { clock, settings, log } = parts;
  const committed = (emissions: readonly AgentEmission[]) =>
    emissions.forEach((emission) => logEmission(log, emission));
  const unit = openAgentUnit({
    path: parts.dbPath,
    newEpoch: randomUUID(),
    committed,
    warn: (problem) => log('WARN', problem),
  });
  const dropped = dropUnusable(unit.snapshots, ADDRESS);
  if (dropped !== undefined) log('WARN', `the state of an earlier agent is not used: ${dropped}`);
  const shard = new Shard({
    unit,
    kinds: { agent: agentKind(parts, unit) },
    clock,
    problem: (what, error) => log('ERROR', what, { ...failureOf(error) }),
  });
  shard.start();
  await shard.send(ADDRESS, { type: 'started', settings });
  return {
    stop() {
      shard.stop();
      unit.close();
    },
  };
}

function agentKind(parts: DaemonParts, unit: AgentUnit): Kind<AgentUnit> {
  const { machineId, tags, version, system, controlPlane, log, entered } = parts;
  const reporter = async () => ({
    machineId,
    tags,
    version,
    uptimeSeconds: await system.uptimeSeconds(),
    bootId: await system.bootId(),
    epoch: unit.epoch,
  });
  const delivery = { outbox: unit.outbox, controlPlane, reporter, log };
  return {
    version: AGENT_VERSION,
    machine: agentWith({ ...parts, deliver: (signal) => deliver(delivery, signal) }),
    born: (_, __, now) => ({ settings: parts.settings, now }),
    project: (_, __, { after }) => entered?.(stateOf(after.value)),
  };
}

/** The one of the seven that a nested state belongs to. */
function stateOf(value: unknown): AgentState {
  return (typeof value === 'object' && value !== null ? Object.keys(value)[0] : value) as AgentState;
}

function logEmission(log: Log, emission: AgentEmission): void {
  switch (emission.type) {
    case 'log':
      return log(emission.level, emission.message);
    case 'note':
      return log(emission.kind === 'error' ? 'WARN' : 'INFO', emission.message, { kind: emission.kind });
    case 'report':
      return log(levelOf(emission.success), `report: ${emission.message}`, { running: emission.running });
  }
}

const levelOf = (success: boolean): Level => (success ? 'INFO' : 'WARN');
