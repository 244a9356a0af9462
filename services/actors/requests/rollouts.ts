import { BadInput, Conflict, NotFound } from '../../../machines/errors.ts';
import type { CreatedRollout, CreateRollout, RolloutTarget } from '../../../machines/model/rollout.ts';
import { batchSizes, planBatches } from '../../../machines/policy/batches.ts';
import { listed } from '../../../machines/policy/listed.ts';
import { shuffle } from '../../../machines/policy/shuffle.ts';
import { type Candidate, targetsOf } from '../../../machines/policy/targets.ts';
import { allowedFailures } from '../../../machines/policy/threshold.ts';
import type { RolloutRow } from '../../store/tables.ts';
import type { Unit } from '../../store/unit.ts';
import { addressOf } from '../address.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';
import { isActive } from '../../../machines/policy/rollout-status.ts';

/** A day, in seconds: no batch is waited for longer. */
const LONGEST_HEALTH_TIMEOUT = 86_400;
const HEALTH_TIMEOUT = 300;

/**
 * Plans a rollout, claims its machines and starts it, in one unit of work. Throws `NotFound` (release), `BadInput`
 * (nothing to do, a bad threshold or batch size), `Conflict` (a machine is in another active rollout).
 */
export function createRollout(
  { unit, now, send }: Turn<Unit>,
  { rollout, actor }: Requests['createRollout']['input'],
  chance: Chance,
): CreatedRollout {
  const release = unit.releases.get(rollout.release_id);
  if (release === undefined) throw new NotFound(`there is no release ${rollout.release_id}`);
  const healthTimeout = healthTimeoutOf(rollout);
  allowedFailures(rollout.failure_threshold, 1);
  const paths = unit.releases.paths(release.id);
  const { machineIds, skipped } = targetsOf(candidates(unit, rollout.target), (id) => paths.has(id));
  if (machineIds.length === 0) throw nothingToDo(rollout, skipped);
  const seed = chance.seed();
  const sizes = batchSizes(rollout.strategy, rollout.batch_sizes);
  const batches = planBatches(shuffle(machineIds, seed), sizes);
  refuseClaimed(unit, machineIds);
  const id = `r-${chance.uuid()}`;
  const cacheUrl = rollout.cache_url ?? release.cache_url;
  unit.rollouts.add(rolloutRow({ id, rollout, sizes, seed, cacheUrl, healthTimeout, actor, now }));
  for (const [batchIndex, batch] of batches.entries()) {
    unit.rollouts.addBatch(id, batchIndex, batch.length);
    for (const [position, machineId] of batch.entries()) {
      unit.machines.add(machineId, 'active', now);
      unit.rollouts.addMachine(id, { machineId, batchIndex, position, wanted: paths.get(machineId) ?? '' });
    }
  }
  for (const left of skipped) unit.rollouts.addSkipped(id, left);
  const detail = `strategy=${rollout.strategy} machines=${machineIds.length} batches=${batches.length}`;
  unit.journal.audit({ actor, action: 'rollout.created', target: id, detail }, now);
  send(addressOf('rollout', id), { type: 'start' });
  return {
    rollout_id: id,
    batches: batches.map((machine_ids, batch_index) => ({ batch_index, machine_ids, status: 'pending' })),
    total_machines: machineIds.length,
    skipped,
  };
}

/** Resumes a paused rollout. Throws `NotFound`, `Conflict`. */
export function resumeRollout(
  { unit, now, send }: Turn<Unit>,
  { id, actor }: Requests['resumeRollout']['input'],
): void {
  const { status } = existing(unit, id);
  if (status !== 'paused') throw new Conflict(`rollout ${id} is ${status}; only a paused rollout can be resumed`);
  unit.journal.audit({ actor, action: 'rollout.resumed', target: id, detail: null }, now);
  send(addressOf('rollout', id), { type: 'resume', actor });
}

/** Cancels an active rollout. Throws `NotFound`, `Conflict`. */
export function cancelRollout(
  { unit, now, send }: Turn<Unit>,
  { id, actor }: Requests['cancelRollout']['input'],
): void {
  const { status } = existing(unit, id);
  if (!isActive(status)) {
    throw new Conflict(`rollout ${id} is ${status}; only an active rollout can be cancelled`);
  }
  unit.journal.audit({ actor, action: 'rollout.cancelled', target: id, detail: null }, now);
  send(addressOf('rollout', id), { type: 'cancel', actor });
}

function existing({ rollouts }: Unit, id: string): RolloutRow {
  const row = rollouts.get(id);
  if (row === undefined) throw new NotFound(`there is no rollout ${id}`);
  return row;
}

function healthTimeoutOf({ health_timeout }: CreateRollout): number {
  const seconds = health_timeout ?? HEALTH_TIMEOUT;
  if (seconds > 0 && seconds <= LONGEST_HEALTH_TIMEOUT) return seconds;
  throw new BadInput(`health_timeout must be 1 to ${LONGEST_HEALTH_TIMEOUT} seconds, not ${seconds}`);
}

function candidates({ rollouts, machines }: Unit, target: RolloutTarget): Candidate[] {
  if ('tags' in target) return target.tags.length === 0 ? [] : rollouts.tagged(target.tags);
  return target.hosts.map((machineId) => ({ machineId, lifecycle: machines.known(machineId)?.lifecycle }));
}

function nothingToDo({ target, release_id }: CreateRollout, skipped: CreatedRollout['skipped'] = []): BadInput {
  const asked = 'tags' in target ? `all of the tags ${listed(target.tags)}` : `the hosts ${listed(target.hosts)}`;
  const reasons = skipped.slice(0, 20).map(({ machine_id, reason }) => `${machine_id} ${reason}`);
  const why = reasons.length === 0 ? 'no machine has them' : reasons.join('; ');
  return new BadInput(`no machine can take part: asked for ${asked} with release ${release_id}, but ${why}`);
}

function refuseClaimed({ rollouts }: Unit, machineIds: readonly string[]): void {
  for (const machineId of machineIds) {
    const other = rollouts.claimedBy(machineId);
    if (other === undefined) continue;
    throw new Conflict(`machine ${machineId} is in the active rollout ${other}; wait for it, or cancel it first`, {
      machineId,
      rollout: other,
    });
  }
}

interface Planned {
  readonly id: string;
  readonly rollout: CreateRollout;
  readonly sizes: readonly string[];
  readonly seed: number;
  readonly cacheUrl: string | null;
  readonly healthTimeout: number;
  readonly actor: string;
  readonly now: number;
}

const rolloutRow = ({ id, rollout, sizes, seed, cacheUrl, healthTimeout, actor, now }: Planned): RolloutRow => ({
  id,
  release_id: rollout.release_id,
  cache_url: cacheUrl,
  strategy: rollout.strategy,
  batch_sizes: JSON.stringify(sizes),
  failure_threshold: rollout.failure_threshold,
  on_failure: rollout.on_failure,
  health_timeout: healthTimeout,
  status: 'created',
  phase: null,
  reason: null,
  target_tags: 'tags' in rollout.target ? JSON.stringify(rollout.target.tags) : null,
  target_hosts: 'hosts' in rollout.target ? JSON.stringify(rollout.target.hosts) : null,
  seed,
  created_at: now,
  updated_at: now,
  created_by: actor,
});
