import { AGENT_VERSION } from '../machines/agent.ts';
import type { AgentState } from '../machines/model/machine.ts';
import type { AgentSettings } from '../machines/policy/agent-cycle.ts';
import { addressOf } from '../services/actors/address.ts';
import type { Kind } from '../services/actors/kinds.ts';
import type { AgentUnit } from '../services/store/agent-unit.ts';
import type { ControlPlane } from './contact/control-plane.ts';
import { deliver, type DeliveryParts } from './contact/delivery.ts';
import type { EffectParts } from './effects/effect-parts.ts';
import { agentWith } from './effects/effects.ts';
import type { Log } from './log.ts';
import { createReporter } from './contact/reporter.ts';

/** What an agent's actor is made of. */
export interface AgentParts extends Omit<EffectParts, 'deliver' | 'attempts'> {
  readonly settings: AgentSettings;
  readonly machineId: string;
  readonly tags: readonly string[];
  readonly version: string;
  readonly controlPlane: EffectParts['controlPlane'] & Pick<ControlPlane, 'report'>;
  /** Takes reports while it stands. */
  readonly link?: DeliveryParts['link'];
  readonly log: Log;
  /** The agent is in this state now. */
  readonly entered?: (state: AgentState) => void;
}

/** The address of the one actor of an agent's database. */
export const ADDRESS = addressOf('agent', 'self');

/** The kind of the agent's one actor, over its database. */
export function agentKind(parts: AgentParts, unit: AgentUnit): Kind<AgentUnit> {
  const { controlPlane, link, log, entered } = parts;
  const reporter = createReporter(parts, unit.epoch);
  const delivery = { outbox: unit.outbox, controlPlane, link, reporter, log };
  return {
    version: AGENT_VERSION,
    machine: agentWith({ ...parts, attempts: unit.attempts, deliver: (signal) => deliver(delivery, signal) }),
    born: (_, __, now) => ({ settings: parts.settings, now }),
    project: (_, __, { after }) => entered?.(stateOf(after.value)),
  };
}

/** The one of the seven that a nested state belongs to. */
function stateOf(value: unknown): AgentState {
  return (typeof value === 'object' && value !== null ? Object.keys(value)[0] : value) as AgentState;
}
