import { BadInput } from '../errors.ts';
import type { CreateRollout, SkippedMachine } from '../model/rollout.ts';
import { batchSizes, planBatches } from './batches.ts';
import { counted } from './counted.ts';
import { listed } from './listed.ts';
import { shuffle } from './shuffle.ts';
import { type FailedBefore, type Named, targetsOf } from './targets.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from './threshold.ts';

/** What is known when a rollout is planned. */
export interface PlanFacts {
  readonly named: Named;
  /** Machine to store path, as the release has it. */
  readonly paths: ReadonlyMap<string, string>;
  /** Machines on which the release's path has failed before. */
  readonly failed: ReadonlyMap<string, FailedBefore>;
  /** Of the random order: 32 bits. */
  readonly seed: number;
}

/** A rollout as it would go. */
export interface PlannedRollout {
  readonly machineIds: readonly string[];
  /** As the strategy means them. */
  readonly sizes: readonly string[];
  readonly batches: readonly (readonly string[])[];
  readonly skipped: readonly SkippedMachine[];
  /** For people: what is allowed and may not be meant. */
  readonly warnings: readonly string[];
}

/** How long a rollout waits, in seconds. */
export interface Waits {
  readonly healthTimeout: number;
  readonly soak: number;
  readonly progressDeadline: number | null;
}

const DAY = 86_400;
const HEALTH_TIMEOUT = 300;

/** How long a rollout waits. Throws `BadInput` for what nobody would wait for. */
export function waitsOf({ health_timeout, soak_seconds, progress_deadline }: CreateRollout): Waits {
  return {
    healthTimeout: within('health_timeout', health_timeout ?? HEALTH_TIMEOUT, [1, DAY]),
    soak: within('soak_seconds', soak_seconds ?? 0, [0, DAY]),
    progressDeadline: progress_deadline == null ? null : within('progress_deadline', progress_deadline, [1, 31 * DAY]),
  };
}

/**
 * Cuts the machines of a target into batches, in the order that the seed decides. Throws `BadInput`: nobody can take part,
 * or a threshold or batch size is none.
 */
export function planned(rollout: CreateRollout, { named, paths, failed, seed }: PlanFacts): PlannedRollout {
  const { failure_threshold: tolerated, success_threshold: required } = rollout;
  allowedFailures(tolerated, 1);
  if (required != null) requiredHealthy(required, 1);
  const guarded = rollout.retry === true ? new Map<string, FailedBefore>() : failed;
  const { machineIds, skipped } = targetsOf(named, (id) => paths.has(id), guarded);
  if (machineIds.length === 0) throw nothingToDo(rollout, skipped);
  const sizes = batchSizes(rollout.strategy, rollout.batch_sizes);
  const batches = planBatches(shuffle(machineIds, seed), sizes);
  return { machineIds, sizes, batches, skipped, warnings: warningsAbout(rollout, skipped) };
}

function within(name: string, seconds: number, [least, most]: readonly [number, number]): number {
  if (seconds >= least && seconds <= most) return seconds;
  throw new BadInput(`${name} must be ${least} to ${most} seconds, not ${seconds}`);
}

function warningsAbout(rollout: CreateRollout, skipped: readonly SkippedMachine[]): string[] {
  const { failure_threshold: tolerated, success_threshold: required, soak_seconds: soak, health_timeout } = rollout;
  const warnings: string[] = [];
  if (toleratesAll(tolerated) && required == null)
    warnings.push(`a failure_threshold of ${tolerated} lets a batch succeed in which no machine is healthy`);
  if (soak != null && soak > (health_timeout ?? HEALTH_TIMEOUT))
    warnings.push('the soak time is longer than the health time-out: each batch takes at least that long');
  if (skipped.length > 0) warnings.push(`${counted(skipped.length, 'machine')} of the target left out`);
  return warnings;
}

function nothingToDo({ target, release_id }: CreateRollout, skipped: readonly SkippedMachine[]): BadInput {
  const asked = 'tags' in target ? `all of the tags ${listed(target.tags)}` : `the hosts ${listed(target.hosts)}`;
  const reasons = skipped.slice(0, 20).map(({ machine_id, reason }) => `${machine_id}: ${reason}`);
  const why = reasons.length === 0 ? 'no machine has them' : reasons.join('; ');
  return new BadInput(`no machine can take part: asked for ${asked} with release ${release_id}, but ${why}`);
}
