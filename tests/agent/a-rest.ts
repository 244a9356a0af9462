import type { Program } from '../support/processes.ts';
import type { AGatedMachine } from './a-gated-machine.ts';
import type { FakeControlPlane } from './fake-control-plane.ts';

/** How attempts have ended, in order; a report that was not answered is sent again under its number. */
export function outcomesOf({ reports }: FakeControlPlane): readonly string[] {
  const outcomes = reports.flatMap(({ epoch, seq, outcome }) =>
    outcome == null || outcome === 'running' ? [] : [[`${epoch}:${seq}`, outcome] as const],
  );
  return [...new Map(outcomes).values()];
}

interface Resting {
  readonly plane: FakeControlPlane;
  readonly machine: AGatedMachine;
  readonly agent: Program;
  /** So many times it still looks what is wanted, and does nothing about it. */
  readonly polls?: number;
}

/** Where a machine is once so many outcomes were heard, its agent has polled again and was stopped, and nothing runs any more. */
export async function atRest({ plane, machine, agent, polls = 1 }: Resting, outcomes = 1) {
  await plane.sees(() => outcomesOf(plane).length >= outcomes);
  const last = plane.polls + polls;
  await plane.sees(() => plane.polls >= last);
  await agent.stop();
  await machine.isQuiet();
  return {
    ...machine.whereabouts,
    outcomes: outcomesOf(plane),
    open: machine.memory.openAttempts.length,
    wasForced: agent.wasForced,
  };
}

/** A machine at rest on a system, with nothing left to do. */
export const restsOn = (system: string, ...outcomes: readonly string[]) => ({
  ...{ running: system, profile: system, bootDefault: system },
  ...{ outcomes, open: 0, wasForced: false },
});
