import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { CreatedRollout, CreateRollout } from '../../../machines/model/rollout.ts';
import { pauseRefusal } from '../../../machines/policy/pause-refusal.ts';
import { isActive } from '../../../machines/policy/rollout-status.ts';
import type { RolloutRow } from '../../store/tables.ts';
import type { Unit } from '../../store/unit.ts';
import { addressOf } from '../address.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';
import { claimed, draftOf, type RolloutDraft, summariesOf } from './rollout-plan.ts';

/**
 * Plans a rollout, claims its machines and starts it, in one unit of work. Throws `NotFound` (release), `BadInput`
 * (nothing to do, a bad gate or batch size), `Conflict` (a machine is in another active rollout, and may not be taken over).
 */
export function createRollout(
  turn: Turn<Unit>,
  { rollout, actor }: Requests['createRollout']['input'],
  chance: Chance,
): CreatedRollout {
  const { unit, now, send } = turn;
  const draft = draftOf(unit, rollout, chance);
  const id = `r-${chance.uuid()}`;
  const superseded = rollout.supersede === true ? supersede(turn, draft, { id, actor }) : [];
  const conflict = superseded.length > 0 ? undefined : claimed(draft.conflicts);
  if (conflict !== undefined) throw conflict;
  const { batches, machineIds, skipped } = draft;
  unit.rollouts.add(rolloutRow(rollout, draft, { id, actor, now }));
  batches.forEach((batch, index) => unit.rollouts.addBatch(id, index, batch.length));
  unit.rollouts.addMachines(id, membersOf(draft), now);
  for (const left of skipped) unit.rollouts.addSkipped(id, left);
  const detail = `strategy=${rollout.strategy} machines=${machineIds.length} batches=${batches.length}`;
  unit.journal.audit({ actor, action: 'rollout.created', target: id, detail }, now);
  send(addressOf('rollout', id), { type: 'start' });
  return {
    rollout_id: id,
    batches: summariesOf(batches),
    total_machines: machineIds.length,
    skipped: [...skipped],
    superseded,
  };
}

/** Pauses a running rollout. Throws `NotFound`, `Conflict`. */
export function pauseRollout(turn: Turn<Unit>, { id, actor }: Requests['pauseRollout']['input']): void {
  const { unit, now, send } = turn;
  const { status, phase, reason, updated_at: updatedAt } = usable(turn, id);
  const refusal = pauseRefusal({ id, status, phase, reason, updatedAt });
  if (refusal !== undefined) throw new Conflict(refusal);
  unit.journal.audit({ actor, action: 'rollout.paused', target: id, detail: null }, now);
  send(addressOf('rollout', id), { type: 'pause', actor });
}

/** Resumes a paused rollout. Throws `NotFound`, `Conflict`. */
export function resumeRollout(turn: Turn<Unit>, { id, actor }: Requests['resumeRollout']['input']): void {
  const { unit, now, send } = turn;
  const { status } = usable(turn, id);
  if (status !== 'paused') throw new Conflict(`rollout ${id} is ${status}; only a paused rollout can be resumed`);
  unit.journal.audit({ actor, action: 'rollout.resumed', target: id, detail: null }, now);
  send(addressOf('rollout', id), { type: 'resume', actor });
}

/** Cancels an active rollout, or stops one that takes back what it did. Throws `NotFound`, `Conflict`. */
export function cancelRollout(turn: Turn<Unit>, { id, actor }: Requests['cancelRollout']['input']): void {
  const { unit, now, send } = turn;
  const { status, phase } = usable(turn, id);
  if (!isActive(status) && phase !== 'reverting') {
    throw new Conflict(`rollout ${id} is ${status}; only an active rollout can be cancelled`);
  }
  unit.journal.audit({ actor, action: 'rollout.cancelled', target: id, detail: null }, now);
  send(addressOf('rollout', id), { type: 'cancel', actor });
}

/** A rollout that can still be told something. Throws `NotFound`, `Conflict`. */
function usable({ unit: { rollouts }, isUsable }: Turn<Unit>, id: string): RolloutRow {
  const row = rollouts.get(id);
  if (row === undefined) throw new NotFound(`there is no rollout ${id}`);
  if (isUsable(addressOf('rollout', id))) return row;
  throw new Conflict(
    `the stored state of rollout ${id} cannot be used, so it does nothing any more and holds its machines: ` +
      `delete it (nixfleet rollout delete ${id}); they stay on what they were told to run`,
  );
}

interface Signed {
  readonly id: string;
  readonly actor: string;
}

/** Cancels the rollouts that hold the machines; which they were. */
function supersede(turn: Turn<Unit>, { conflicts }: RolloutDraft, { id, actor }: Signed): string[] {
  const { unit, now, send } = turn;
  const others = [...new Set(conflicts.map(({ rollout_id }) => rollout_id))];
  for (const other of others) usable(turn, other);
  for (const other of others) {
    unit.journal.audit({ actor, action: 'rollout.cancelled', target: other, detail: `superseded by ${id}` }, now);
    send(addressOf('rollout', other), { type: 'cancel', actor, supersededBy: id });
  }
  return others;
}

const membersOf = ({ batches, paths }: RolloutDraft) =>
  batches.flatMap((batch, batchIndex) =>
    batch.map((machineId, position) => ({ machineId, batchIndex, position, wanted: paths.get(machineId) ?? '' })),
  );

const rolloutRow = (
  rollout: CreateRollout,
  { sizes, seed, waits, release }: RolloutDraft,
  { id, actor, now }: Signed & { now: number },
): RolloutRow => ({
  id,
  release_id: rollout.release_id,
  cache_url: rollout.cache_url ?? release.cache_url,
  strategy: rollout.strategy,
  batch_sizes: JSON.stringify(sizes),
  failure_threshold: rollout.failure_threshold,
  on_failure: rollout.on_failure,
  health_timeout: waits.healthTimeout,
  status: 'created',
  phase: null,
  reason: null,
  target_tags: 'tags' in rollout.target ? JSON.stringify(rollout.target.tags) : null,
  target_hosts: 'hosts' in rollout.target ? JSON.stringify(rollout.target.hosts) : null,
  seed,
  soak_seconds: waits.soak,
  success_threshold: rollout.success_threshold ?? null,
  progress_deadline: waits.progressDeadline,
  created_at: now,
  updated_at: now,
  created_by: actor,
});
