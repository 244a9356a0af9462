import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { ClaimConflict, CreateRollout, RolloutPlan, RolloutTarget } from '../../../machines/model/rollout.ts';
import { type PlannedRollout, planned, type Waits, waitsOf } from '../../../machines/policy/rollout-plan.ts';
import { isGlob, type Named, namedBy } from '../../../machines/policy/targets.ts';
import type { ReleaseRow } from '../../store/tables.ts';
import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** All that is decided about a rollout before anything is written. */
export interface RolloutDraft extends PlannedRollout {
  readonly release: ReleaseRow;
  readonly paths: ReadonlyMap<string, string>;
  readonly waits: Waits;
  readonly seed: number;
  /** Its machines that other active rollouts hold. */
  readonly conflicts: readonly ClaimConflict[];
}

/** Plans a rollout by what the rows say now. Throws `NotFound` (release), `BadInput` (nothing to do, a bad gate or size). */
export function draftOf(unit: Unit, rollout: CreateRollout, chance: Chance): RolloutDraft {
  const release = unit.releases.get(rollout.release_id);
  if (release === undefined) throw new NotFound(`there is no release ${rollout.release_id}`);
  const waits = waitsOf(rollout);
  const paths = unit.releases.paths(release.id);
  const seed = rollout.seed ?? chance.seed();
  const named = namedIn(unit, rollout.target);
  const plan = planned(rollout, { named, paths, seed, failed: unit.failedPaths.inRelease(release.id) });
  return { ...plan, release, paths, waits, seed, conflicts: unit.rollouts.claims(plan.machineIds) };
}

/** What a rollout would do, and what stands in its way; nothing is written. Throws as its creation does, but for conflicts. */
export function planRollout(
  { unit }: Turn<Unit>,
  { rollout }: Requests['planRollout']['input'],
  chance: Chance,
): RolloutPlan {
  const { release, seed, batches, machineIds, skipped, conflicts, warnings } = draftOf(unit, rollout, chance);
  return {
    release_id: release.id,
    strategy: rollout.strategy,
    seed,
    batches: summariesOf(batches),
    total_machines: machineIds.length,
    skipped: [...skipped],
    conflicts: [...conflicts],
    warnings: [...warnings],
  };
}

/** Batches as they are told before anything has happened. */
export const summariesOf = (batches: PlannedRollout['batches']) =>
  batches.map((machineIds, batch_index) => ({ batch_index, machine_ids: [...machineIds], status: 'pending' as const }));

/** Says whose machines these are, and what to do. */
export function claimed(conflicts: readonly ClaimConflict[]): Conflict | undefined {
  const [first] = conflicts;
  if (first === undefined) return undefined;
  const { machine_id: machineId, rollout_id: other } = first;
  const more = conflicts.length === 1 ? '' : ` (and ${conflicts.length - 1} more of the machines are taken)`;
  return new Conflict(
    `machine ${machineId} is in the active rollout ${other}${more}; wait for it, cancel it, or supersede it`,
    { machineId, rollout: other },
  );
}

function namedIn({ rollouts }: Unit, target: RolloutTarget): Named {
  if ('tags' in target)
    return { candidates: target.tags.length === 0 ? [] : rollouts.tagged(target.tags), unmatched: [] };
  const names = target.hosts.filter((host) => !isGlob(host));
  const registered = names.length === target.hosts.length ? [] : rollouts.registered();
  return namedBy(target.hosts, rollouts.named(names), registered);
}
