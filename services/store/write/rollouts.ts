import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { AssignedEmission, JudgedEmission } from '../../../machines/emissions.ts';
import type { BatchStatus, RolloutPhase, RolloutStatus, SkippedMachine } from '../../../machines/model/rollout.ts';
import type { Candidate } from '../../../machines/policy/targets.ts';
import { statement } from '../statement.ts';
import type { RolloutBatchRow, RolloutRow, RolloutSkippedRow } from '../tables.ts';
import { createRolloutRemoval } from './rollout-removal.ts';

/** A machine as a rollout is planned: its place and its path. */
export interface PlannedMachine {
  readonly machineId: string;
  readonly batchIndex: number;
  readonly position: number;
  readonly wanted: string;
}

/** The rollouts' rows. */
export interface RolloutWriter {
  get(id: string): RolloutRow | undefined;
  batch(id: string, index: number): RolloutBatchRow | undefined;
  batchSizes(id: string): number[];
  /** Machines that have every one of these tags, by id. */
  tagged(tags: readonly string[]): Candidate[];
  /** The active rollout that has this machine. */
  claimedBy(machineId: string): string | undefined;
  add(rollout: RolloutRow): void;
  addBatch(rolloutId: string, index: number, size: number): void;
  /** Adds a machine and claims it; the primary key refuses a machine that another rollout has. */
  addMachine(rolloutId: string, machine: PlannedMachine): void;
  /** Notes a machine that was targeted and takes no part. */
  addSkipped(rolloutId: string, skipped: SkippedMachine): void;
  showRollout(
    id: string,
    state: { status: RolloutStatus; phase: RolloutPhase | null; reason: string | null },
    now: number,
  ): void;
  showBatch(
    id: string,
    index: number,
    state: { status: BatchStatus; started_at: number | null; completed_at: number | null },
  ): void;
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
  const tagged = statement<{ tags: string; count: number }, Candidate>(db, ({ tags, count }, from) =>
    from
      .selectFrom('machines')
      .select(['machine_id as machineId', 'lifecycle'])
      .where(
        ({ selectFrom }) =>
          sql<boolean>`(${selectFrom('machine_tags')
            .select(({ fn }) => fn.count('tag').distinct().as('matching'))
            .whereRef('machine_tags.machine_id', '=', 'machines.machine_id')
            .where(sql<boolean>`tag IN (SELECT value FROM json_each(${tags}))`)}) = ${count}`,
      )
      .orderBy('machine_id'),
  );
  const claimedBy = statement<{ id: string }, { rollout_id: string }>(db, ({ id }, from) =>
    from.selectFrom('claims').select('rollout_id').where('machine_id', '=', id),
  );
  const add = db.prepare<RolloutRow>(
    `INSERT INTO rollouts (id, release_id, cache_url, strategy, batch_sizes, failure_threshold, on_failure, health_timeout,
       status, phase, reason, target_tags, target_hosts, seed, created_at, updated_at, created_by)
     VALUES (@id, @release_id, @cache_url, @strategy, @batch_sizes, @failure_threshold, @on_failure, @health_timeout,
       @status, @phase, @reason, @target_tags, @target_hosts, @seed, @created_at, @updated_at, @created_by)`,
  );
  const addBatch = statement<Omit<RolloutBatchRow, 'status' | 'started_at' | 'completed_at'>, never>(
    db,
    ({ id, rollout_id, batch_index, size }, from) =>
      from
        .insertInto('rollout_batches')
        .values({ id, rollout_id, batch_index, size, status: 'pending' })
        .$castTo<never>(),
  );
  const addMachine = statement<PlannedMachine & { id: string }, never>(
    db,
    ({ id, machineId, batchIndex, position, wanted }, from) =>
      from
        .insertInto('rollout_machines')
        .values({ rollout_id: id, machine_id: machineId, batch_index: batchIndex, position, wanted })
        .$castTo<never>(),
  );
  const addSkipped = statement<RolloutSkippedRow, never>(db, ({ rollout_id, machine_id, reason }, from) =>
    from.insertInto('rollout_skipped').values({ rollout_id, machine_id, reason }).$castTo<never>(),
  );
  const claim = statement<{ machineId: string; id: string }, never>(db, ({ machineId, id }, from) =>
    from.insertInto('claims').values({ machine_id: machineId, rollout_id: id }).$castTo<never>(),
  );
  const showRollout = statement<RolloutState & { id: string }, never>(
    db,
    ({ id, status, phase, reason, updated_at }, from) =>
      from.updateTable('rollouts').set({ status, phase, reason, updated_at }).where('id', '=', id).$castTo<never>(),
  );
  const showBatch = statement<BatchState & { id: string; index: number }, never>(
    db,
    ({ id, index, status, started_at, completed_at }, from) =>
      from
        .updateTable('rollout_batches')
        .set({ status, started_at, completed_at })
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
        .set({ attempt, previous, started_at: now, verdict: 'pending', reason: null, settled_at: null })
        .where('rollout_id', '=', rolloutId)
        .where('machine_id', '=', machineId)
        .$castTo<never>(),
  );
  const judged = statement<JudgedEmission & { now: number }, never>(
    db,
    ({ rolloutId, machineId, verdict, reason, now }, from) =>
      from
        .updateTable('rollout_machines')
        .set({ verdict, reason, settled_at: now })
        .where('rollout_id', '=', rolloutId)
        .where('machine_id', '=', machineId)
        .$castTo<never>(),
  );
  return {
    get: (id) => get.get({ id }),
    batch: (id, index) => batch.get({ id, index }),
    batchSizes: (id) => sizes.all({ id }).map(({ size }) => size),
    tagged: (tags) => tagged.all({ tags: JSON.stringify(tags), count: new Set(tags).size }),
    claimedBy: (id) => claimedBy.get({ id })?.rollout_id,
    add: (rollout) => void add.run(rollout),
    addBatch: (id, index, size) =>
      void addBatch.run({ id: `${id}-b${index}`, rollout_id: id, batch_index: index, size }),
    addMachine(id, machine) {
      addMachine.run({ ...machine, id });
      claim.run({ machineId: machine.machineId, id });
    },
    addSkipped: (id, skipped) => void addSkipped.run({ rollout_id: id, ...skipped }),
    showRollout: (id, state, now) => void showRollout.run({ id, ...state, updated_at: now }),
    showBatch: (id, index, state) => void showBatch.run({ id, index, ...state }),
    releaseClaims: (id) => void releaseClaims.run({ id }),
    waitedFor: (id) => waitedFor.all({ id }).map(({ machine_id }) => machine_id),
    remove,
    assigned: (emission, now) => void assigned.run({ ...emission, now }),
    judged: (emission, now) => void judged.run({ ...emission, now }),
  };
}

type RolloutState = Pick<RolloutRow, 'status' | 'phase' | 'reason' | 'updated_at'>;
type BatchState = Pick<RolloutBatchRow, 'status' | 'started_at' | 'completed_at'>;
