import type { Database } from 'better-sqlite3';
import type { SkippedMachine } from '../../../machines/model/rollout.ts';
import { statement } from '../statement.ts';
import type { RolloutBatchRow, RolloutRow, RolloutSkippedRow } from '../tables.ts';

/** A machine as a rollout is planned: its place and its path. */
export interface PlannedMachine {
  readonly machineId: string;
  readonly batchIndex: number;
  readonly position: number;
  readonly wanted: string;
}

/** Writes new rollouts. */
export interface RolloutPlans {
  add(rollout: RolloutRow): void;
  addBatch(rolloutId: string, index: number, size: number): void;
  /** Adds machines and claims them; the primary key refuses one that another rollout has. Who is not registered yet, is then. */
  addMachines(rolloutId: string, machines: readonly PlannedMachine[], now: number): void;
  /** Notes a machine that was targeted and takes no part. */
  addSkipped(rolloutId: string, skipped: SkippedMachine): void;
}

/** The plans of rollouts in the control plane's database. Machines are added all in one statement: they may be 20,000. */
export function createRolloutPlans(db: Database): RolloutPlans {
  const add = db.prepare<RolloutRow>(
    `INSERT INTO rollouts (id, release_id, cache_url, strategy, batch_sizes, failure_threshold, on_failure, health_timeout,
       status, phase, reason, target_tags, target_hosts, seed, soak_seconds, success_threshold, progress_deadline,
       created_at, updated_at, created_by)
     VALUES (@id, @release_id, @cache_url, @strategy, @batch_sizes, @failure_threshold, @on_failure, @health_timeout,
       @status, @phase, @reason, @target_tags, @target_hosts, @seed, @soak_seconds, @success_threshold, @progress_deadline,
       @created_at, @updated_at, @created_by)`,
  );
  const addBatch = statement<Pick<RolloutBatchRow, 'id' | 'rollout_id' | 'batch_index' | 'size'>, never>(
    db,
    ({ id, rollout_id, batch_index, size }, from) =>
      from
        .insertInto('rollout_batches')
        .values({ id, rollout_id, batch_index, size, status: 'pending' })
        .$castTo<never>(),
  );
  const addMachines = db.prepare<{ id: string; machines: string }>(
    `INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted)
     SELECT @id, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(@machines) ORDER BY value ->> 0`,
  );
  const register = db.prepare<{ id: string; now: number }>(
    `INSERT INTO machines (machine_id, lifecycle, registered_at)
     SELECT machine_id, 'active', @now FROM rollout_machines WHERE rollout_id = @id ON CONFLICT DO NOTHING`,
  );
  const claim = db.prepare<{ id: string }>(
    `INSERT INTO claims (machine_id, rollout_id)
     SELECT machine_id, rollout_id FROM rollout_machines WHERE rollout_id = @id ORDER BY machine_id`,
  );
  const addSkipped = statement<RolloutSkippedRow, never>(db, ({ rollout_id, machine_id, reason }, from) =>
    from.insertInto('rollout_skipped').values({ rollout_id, machine_id, reason }).$castTo<never>(),
  );
  return {
    add: (rollout) => void add.run(rollout),
    addBatch: (id, index, size) =>
      void addBatch.run({ id: `${id}-b${index}`, rollout_id: id, batch_index: index, size }),
    addMachines(id, machines, now) {
      const rows = machines.map((each) => [each.machineId, each.batchIndex, each.position, each.wanted]);
      addMachines.run({ id, machines: JSON.stringify(rows) });
      register.run({ id, now });
      claim.run({ id });
    },
    addSkipped: (id, skipped) => void addSkipped.run({ rollout_id: id, ...skipped }),
  };
}
