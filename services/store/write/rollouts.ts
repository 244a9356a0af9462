import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { AssignedEmission, JudgedEmission } from '../../../machines/emissions.ts';
import type { RolloutPhase, RolloutStatus } from '../../../machines/model/rollout.ts';
import { statement } from '../statement.ts';
import type { RolloutBatchRow, RolloutRow } from '../tables.ts';
import { createRolloutPlans, type RolloutPlans } from './rollout-plans.ts';
import { createRolloutRemoval } from './rollout-removal.ts';
import { createRolloutTargets, type RolloutTargets } from './rollout-targets.ts';

/** The rollouts' rows. */
export interface RolloutWriter extends RolloutPlans, RolloutTargets {
  get(id: string): RolloutRow | undefined;
  batch(id: string, index: number): RolloutBatchRow | undefined;
  batchSizes(id: string): number[];
  showRollout(
    id: string,
    state: { status: RolloutStatus; phase: RolloutPhase | null; reason: string | null },
    now: number,
  ): void;
  showBatch(id: string, index: number, state: BatchState): void;
  releaseClaims(id: string): void;
  /** Machines whose part in it still waits for a verdict. */
  waitedFor(id: string): string[];
  /** Removes a rollout with its batches, machines and events. */
  remove(id: string): void;
  assigned(emission: AssignedEmission, now: number): void;
  judged(emission: JudgedEmission, now: number): void;
}

/** The rollouts in the control plane's database. */
export function createRolloutWriter(db: Database): RolloutWriter {
  const get = statement<{ id: string }, RolloutRow>(db, ({ id }, from) =>
    from.selectFrom('rollouts').selectAll().where('id', '=', id),
  );
  const batch = statement<{ id: string; index: number }, RolloutBatchRow>(db, ({ id, index }, from) =>
    from.selectFrom('rollout_batches').selectAll().where('rollout_id', '=', id).where('batch_index', '=', index),
  );
  const sizes = statement<{ id: string }, { size: number }>(db, ({ id }, from) =>
    from.selectFrom('rollout_batches').select('size').where('rollout_id', '=', id).orderBy('batch_index'),
  );
  const showRollout = statement<RolloutState & { id: string }, never>(
    db,
    ({ id, status, phase, reason, updated_at }, from) =>
      from.updateTable('rollouts').set({ status, phase, reason, updated_at }).where('id', '=', id).$castTo<never>(),
  );
  const showBatch = statement<BatchState & { id: string; index: number }, never>(
    db,
    ({ id, index, status, started_at, completed_at, deadline, attempt }, from) =>
      from
        .updateTable('rollout_batches')
        .set({ status, started_at, completed_at, deadline, attempt })
        .where('rollout_id', '=', id)
        .where('batch_index', '=', index)
        .$castTo<never>(),
  );
  const releaseClaims = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('claims').where('rollout_id', '=', id).$castTo<never>(),
  );
  const waitedFor = statement<{ id: string }, { machine_id: string }>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_machines')
      .innerJoin('machines', 'machines.machine_id', 'rollout_machines.machine_id')
      .select('rollout_machines.machine_id')
      .where('rollout_id', '=', id)
      .where(sql<boolean>`open_assignment LIKE ${id} || ':%'`),
  );
  const remove = createRolloutRemoval(db);
  const assigned = statement<AssignedEmission & { now: number }, never>(
    db,
    ({ rolloutId, machineId, attempt, previous, now }, from) =>
      from
        .updateTable('rollout_machines')
        .set({ attempt, previous, started_at: now, verdict: 'pending', reason: null, settled_at: null, failure: null })
        .where('rollout_id', '=', rolloutId)
        .where('machine_id', '=', machineId)
        .$castTo<never>(),
  );
  const judged = statement<Judged, never>(
    db,
    ({ rolloutId, machineId, attempt, verdict, reason, now, revertedAt }, from) =>
      from
        .updateTable('rollout_machines')
        .set(({ fn, ref, val }) => ({
          ...{ verdict, reason, settled_at: now },
          // Who answers the order to go back may not know in which try it was told.
          attempt: sql<number>`iif(${revertedAt} IS NULL, ${attempt}, ${ref('attempt')})`,
          reverted_at: fn.coalesce(val(revertedAt), 'reverted_at'),
          failure: sql<string | null>`iif(${verdict} = 'unhealthy', ${reason}, ${ref('failure')})`,
        }))
        .where('rollout_id', '=', rolloutId)
        .where('machine_id', '=', machineId)
        .$castTo<never>(),
  );
  return {
    ...createRolloutPlans(db),
    ...createRolloutTargets(db),
    get: (id) => get.get({ id }),
    batch: (id, index) => batch.get({ id, index }),
    batchSizes: (id) => sizes.all({ id }).map(({ size }) => size),
    showRollout: (id, state, now) => void showRollout.run({ id, ...state, updated_at: now }),
    showBatch: (id, index, state) => void showBatch.run({ id, index, ...state }),
    releaseClaims: (id) => void releaseClaims.run({ id }),
    waitedFor: (id) => waitedFor.all({ id }).map(({ machine_id }) => machine_id),
    remove,
    assigned: (emission, now) => void assigned.run({ ...emission, now }),
    judged: (emission, now) => void judged.run({ ...emission, now, revertedAt: emission.isBack ? now : null }),
  };
}

type RolloutState = Pick<RolloutRow, 'status' | 'phase' | 'reason' | 'updated_at'>;
type BatchState = Pick<RolloutBatchRow, 'status' | 'started_at' | 'completed_at' | 'deadline'> & { attempt: number };
type Judged = JudgedEmission & { now: number; revertedAt: number | null };
