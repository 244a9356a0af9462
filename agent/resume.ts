import { type AnyStateMachine, createActor } from 'xstate';
import { AGENT_VERSION, agentMachine } from '../machines/agent.ts';
import { failureOf } from '../machines/errors.ts';
import { upgraded } from '../services/actors/upgrades.ts';
import type { Snapshots, StoredSnapshot } from '../services/store/snapshots.ts';

/**
 * Drops a stored state that this agent cannot go on from: damaged, or written by a newer one before it was rolled back.
 * Says why; the agent then begins anew and goes by what it finds.
 */
export function dropUnusable(snapshots: Snapshots, address: string): string | undefined {
  const problem = problemWith(() => snapshots.get(address));
  if (problem !== undefined) snapshots.remove(address);
  return problem;
}

function problemWith(read: () => StoredSnapshot | undefined): string | undefined {
  try {
    const stored = read();
    if (stored === undefined) return undefined;
    const { state } = upgraded('agent', stored, AGENT_VERSION);
    const machine: AnyStateMachine = agentMachine;
    const restored = createActor(machine, { snapshot: state as never }).getSnapshot();
    return restored.status === 'active' ? undefined : `it cannot be restored: ${failureOf(restored.error).message}`;
  } catch (error) {
    return failureOf(error).message;
  }
}
