import { AGENT_VERSION, agentMachine } from '../../machines/agent.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { activeStates } from '../../machines/policy/active-states.ts';
import { actorWaits } from '../../machines/policy/actor-waits.ts';
import { statechartOf } from '../../services/draw/statechart-of.ts';
import type { AgentSight } from '../../services/store/agent-sight.ts';

/** The chart that an agent of this version runs. */
export const agentChart = (): Statechart => statechartOf(agentMachine);

/** The agent's actor as it is stored, told as a control plane tells of its own; undefined: it was never stored. */
export function agentActor({ state, ...sight }: AgentSight, chart: Statechart): ActorDetail | undefined {
  if (state === null) return undefined;
  const waits = actorWaits(state.persisted, chart);
  const [last] = sight.steps;
  return {
    address: state.address,
    kind: 'agent',
    status: waits.length > 0 ? 'waiting' : 'resting',
    state: state.value ?? null,
    active: activeStates(state.value),
    deliveries: state.deliveries,
    last_transition_at: last?.at ?? null,
    chart: chart.name,
    version: state.version,
    problem:
      state.version === AGENT_VERSION ? null : 'an agent of another version stored this: its states may be others',
    context: state.context ?? null,
    waits,
    mailbox: [...sight.mailbox],
    dead_letters: [...sight.deadLetters],
    history: [...sight.steps],
    last_seq: last?.seq ?? 0,
  };
}
