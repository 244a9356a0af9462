import { randomUUID } from 'node:crypto';
import type { AgentEmission } from '../machines/agent-emissions.ts';
import { failureOf } from '../machines/errors.ts';
import type { Inspected } from '../services/actors/inspect/inspected.ts';
import { Shard } from '../services/actors/shard.ts';
import { isDamage } from '../services/store/storage-failure.ts';
import { type AgentUnit, openAgentUnit } from '../services/store/agent-unit.ts';
import type { AgentState } from '../machines/model/machine.ts';
import { ADDRESS, agentKind } from './agent-kind.ts';
import type { Contact } from './contact/contact.ts';
import { EvidenceSender } from './contact/evidence-sender.ts';
import { agentLink, type LinkedParts } from './link/agent-link.ts';
import type { Nudge } from './link/link-advice.ts';
import type { Level, Log } from './log.ts';
import { dropUnusable } from './resume.ts';

/** What a daemon is made of. */
export interface DaemonParts extends LinkedParts {
  readonly dbPath: string;
  /** Without a link, the control plane is polled. */
  readonly usesLink: boolean;
  /** Where there is evidence of compliance to send; null: nowhere. */
  readonly evidenceDir?: string | null;
  readonly controlPlane: LinkedParts['controlPlane'] & Pick<Contact, 'sendEvidence'>;
  /** Hears, after each commit, what the chart has heard in it. */
  readonly inspected?: ((seen: readonly Inspected[]) => void) | undefined;
  /** The chart has said this, and it is on disk. */
  readonly emitted?: (emission: AgentEmission) => void;
}

/** A running agent. */
export interface Daemon {
  /** The link to the control plane stands. */
  readonly isLinked: boolean;
  /** Reports that the control plane has not taken. */
  readonly waiting: number;
  /** Ends, with the reason, when the agent cannot go on and has to be started anew. */
  readonly breakdown: Promise<string>;
  /** Lets go of what is under way; a switch goes on by itself, and the next start takes it up. */
  stop(): void;
}

/** Opens the agent's database and goes on from what is in it. Throws `BadConfig` when it cannot be opened. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { clock, settings, log } = parts;
  const committed = (emissions: readonly AgentEmission[]) => {
    for (const emission of emissions) {
      logEmission(log, emission);
      parts.emitted?.(emission);
    }
  };
  const unit = openAgentUnit({
    path: parts.dbPath,
    newEpoch: randomUUID(),
    committed,
    warn: (problem) => log('WARN', problem),
  });
  const dropped = dropUnusable(unit.snapshots, ADDRESS);
  if (dropped !== undefined) log('WARN', `the state of an earlier agent is not used: ${dropped}`);
  let brokeDown: (why: string) => void = () => undefined;
  const breakdown = new Promise<string>((resolve) => (brokeDown = resolve));
  const problem = (what: string, error: unknown) => {
    log('ERROR', what, { ...failureOf(error) });
    // The next start sets the file aside and goes by the facts.
    if (isDamage(error)) brokeDown(`its database is damaged: ${error.message}`);
  };
  // What a link says is worth nothing to an agent that stops, or that cannot write: it asks again.
  const nudge = (event: Nudge) =>
    void shard.send(ADDRESS, event).catch((error: unknown) => problem('what the link said is lost', error));
  let state: AgentState | undefined;
  const entered = (now: AgentState) => {
    state = now;
    parts.entered?.(now);
  };
  const linked = agentLink({ ...parts, entered }, unit, nudge);
  const shard: Shard<AgentUnit> = new Shard({
    unit,
    kinds: { agent: agentKind(linked.parts, unit) },
    clock,
    problem,
    inspected: parts.inspected,
    committed: () => state && linked.link.state(state),
  });
  // Before anything that was under way goes on: the facts come first.
  await shard.send(ADDRESS, { type: 'started', settings });
  shard.start();
  if (parts.usesLink) linked.link.start();
  const evidence = evidenceSender(parts, unit);
  evidence?.start();
  return {
    breakdown,
    get isLinked() {
      return linked.link.stands;
    },
    get waiting() {
      return unit.outbox.count();
    },
    stop() {
      evidence?.stop();
      linked.link.stop();
      shard.stop();
      unit.close();
    },
  };
}

function evidenceSender(parts: DaemonParts, { memory }: Pick<AgentUnit, 'memory'>): EvidenceSender | undefined {
  const { evidenceDir: folder, controlPlane, settings, clock, log } = parts;
  if (folder == null) return undefined;
  const send: Contact['sendEvidence'] = (evidence, signal) => controlPlane.sendEvidence(evidence, signal);
  return new EvidenceSender({ folder, everyMs: settings.pollSeconds * 1000, send, memory, clock, log });
}

function logEmission(log: Log, emission: AgentEmission): void {
  switch (emission.type) {
    case 'log':
      return log(emission.level, emission.message);
    case 'note':
      return log(emission.kind === 'error' ? 'WARN' : 'INFO', emission.message, { kind: emission.kind });
    case 'attempt':
      return log('DEBUG', `attempt ${emission.attempt.id}: ${emission.end ?? emission.attempt.phase}`);
    case 'report':
      return log(levelOf(emission.success), `report: ${emission.message}`, { running: emission.running });
  }
}

const levelOf = (success: boolean): Level => (success ? 'INFO' : 'WARN');
