import type { Lifecycle } from '../model/machine.ts';
import type { SkippedMachine } from '../model/rollout.ts';

/** A machine that a rollout's target names; `lifecycle` undefined: it was never registered. */
export interface Candidate {
  readonly machineId: string;
  readonly lifecycle: Lifecycle | undefined;
}

/** Who takes part, and who does not and why. */
export interface Targets {
  readonly machineIds: string[];
  readonly skipped: SkippedMachine[];
}

/**
 * The machines of a target that can take part: active (or not registered yet), and in the release. Duplicates
 * are merged, the order is kept.
 */
export function targetsOf(candidates: readonly Candidate[], inRelease: (machineId: string) => boolean): Targets {
  const targets: Targets = { machineIds: [], skipped: [] };
  const seen = new Set<string>();
  for (const { machineId, lifecycle = 'active' } of candidates) {
    if (seen.has(machineId)) continue;
    seen.add(machineId);
    if (lifecycle !== 'active')
      targets.skipped.push({ machine_id: machineId, reason: `is in lifecycle state ${lifecycle}` });
    else if (!inRelease(machineId)) targets.skipped.push({ machine_id: machineId, reason: 'is not in the release' });
    else targets.machineIds.push(machineId);
  }
  return targets;
}
