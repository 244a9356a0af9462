import { randomUUID } from 'node:crypto';
import type { AgentEmission } from '../machines/agent-emissions.ts';
import { failureOf } from '../machines/errors.ts';
import { Shard } from '../services/actors/shard.ts';
import { openAgentUnit } from '../services/store/agent-unit.ts';
import { ADDRESS, agentKind, type AgentParts } from './agent-kind.ts';
import type { Level, Log } from './log.ts';
import { dropUnusable } from './resume.ts';

/** What a daemon is made of. */
export interface DaemonParts extends AgentParts {
  readonly dbPath: string;
}

/** A running agent. */
export interface Daemon {
  /** Lets go of what is under way; a switch goes on by itself, and the next start takes it up. */
  stop(): void;
}

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
