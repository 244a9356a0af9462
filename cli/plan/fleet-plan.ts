import type { RolloutPlan, SkippedMachine } from '../../machines/model/rollout.ts';
import type { PlannedRollout } from '../../machines/policy/rollout-plan.ts';
import { counted } from '../../machines/policy/counted.ts';
import { localPlanLines, planLines, skippedLines } from '../output/rollout-plan.ts';
import type { LocalPlan } from '../rollout/asked-rollout.ts';
import { machinesIn } from '../rollout/asked-rollout.ts';
import type { RolloutSettings } from '../rollout/rollout-settings.ts';
import { strategyWord } from '../rollout/rollout-words.ts';
import { batchSizes, planBatches } from '../../machines/policy/batches.ts';

/** How a rollout would go, whoever has planned it. */
export interface FleetPlan {
  readonly machines: readonly string[];
  readonly lines: readonly string[];
  /** As `--json` gives it, without the changes. */
  readonly json: FleetPlanJson;
}

/**
 * - `planned_by`: `control-plane`: a rollout would be exactly this; `here`: batches are drawn when it is created;
 * - `batches`: `machine_ids` is null where that is not drawn yet;
 * - `skipped`, `conflicts`, `warnings` as `POST /api/v1/rollouts/plan` has them; empty where nobody knows.
 */
export interface FleetPlanJson {
  readonly release_id: string | null;
  readonly planned_by: 'control-plane' | 'here';
  readonly strategy: string;
  readonly seed: number | null;
  readonly batches: readonly { batch_index: number; size: number; machine_ids: readonly string[] | null }[];
  readonly total_machines: number;
  readonly skipped: readonly SkippedMachine[];
  readonly conflicts: RolloutPlan['conflicts'];
  readonly warnings: readonly string[];
}

/** The plan that the control plane has made. */
export function plannedByControlPlane(plan: RolloutPlan, settings: RolloutSettings): FleetPlan {
  const batches = plan.batches.map(({ batch_index, machine_ids }) => ({
    ...{ batch_index, size: machine_ids.length, machine_ids },
  }));
  const { release_id, strategy, seed, total_machines, skipped, conflicts, warnings } = plan;
  return {
    machines: machinesIn(plan),
    lines: planLines(plan, settings),
    json: {
      ...{ release_id, planned_by: 'control-plane', strategy, seed, batches },
      ...{ total_machines, skipped, conflicts, warnings },
    },
  };
}

/** The plan where the control plane makes none. */
export function plannedForOld({ release_id, machines }: LocalPlan, settings: RolloutSettings): FleetPlan {
  const sizes = planBatches(machines, batchSizes(settings.strategy, settings.batchSizes)).map(({ length }) => length);
  return {
    machines,
    lines: localPlanLines(release_id, machines, settings),
    json: plannedHere(release_id, settings, { sizes, skipped: [], warnings: [] }),
  };
}

/** The plan for what is no release yet. */
export function plannedUnregistered(rollout: PlannedRollout, settings: RolloutSettings): FleetPlan {
  const { machineIds, skipped, warnings, batches } = rollout;
  const sizes = batches.map(({ length }) => length);
  return {
    machines: machineIds,
    lines: [
      `Plan: what the flake makes, not registered, to ${counted(machineIds.length, 'machine')} in ${counted(sizes.length, 'batch', 'batches')} (${strategyWord(settings.strategy)})`,
      `  of ${sizes.join(', ')}; who is in which is drawn when the rollout is created`,
      ...warnings.map((warning) => `Note: ${warning}`),
      ...skippedLines(skipped),
    ],
    json: plannedHere(null, settings, { sizes, skipped, warnings }),
  };
}

const plannedHere = (
  release_id: string | null,
  { strategy }: RolloutSettings,
  {
    sizes,
    skipped,
    warnings,
  }: { sizes: readonly number[]; skipped: readonly SkippedMachine[]; warnings: readonly string[] },
): FleetPlanJson => ({
  ...{ release_id, planned_by: 'here', strategy, seed: null },
  batches: sizes.map((size, index) => ({ batch_index: index, size, machine_ids: null })),
  total_machines: sizes.reduce((sum, size) => sum + size, 0),
  ...{ skipped, conflicts: [], warnings },
});
