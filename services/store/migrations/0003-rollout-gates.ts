import type { Kysely } from 'kysely';
import { sql } from 'kysely';

const CHANGES = [
  `ALTER TABLE rollouts ADD COLUMN soak_seconds INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE rollouts ADD COLUMN success_threshold TEXT`,
  `ALTER TABLE rollouts ADD COLUMN progress_deadline INTEGER`,
  // When the machines of a batch that have proved nothing are given up.
  `ALTER TABLE rollout_batches ADD COLUMN deadline INTEGER`,
  `UPDATE rollout_batches
   SET deadline = started_at + 1000 * (SELECT health_timeout FROM rollouts WHERE rollouts.id = rollout_id)
   WHERE status IN ('deploying', 'waiting_health')`,
  // Which try of its batch a machine's row is of is told by comparing these.
  `ALTER TABLE rollout_batches ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0`,
  `UPDATE rollout_batches SET attempt = coalesce((SELECT state ->> '$.context.attempt' FROM snapshots
     WHERE address = 'batch:' || rollout_id || ':' || batch_index), 0)`,
  // When a machine has answered the order to go back; skipped before that it was by its batch.
  `ALTER TABLE rollout_machines ADD COLUMN reverted_at INTEGER`,
  `UPDATE rollout_machines SET reverted_at = settled_at WHERE verdict IN ('reverted', 'revert_failed', 'superseded')
     OR (verdict = 'skipped' AND settled_at >= (SELECT updated_at FROM rollouts WHERE id = rollout_id AND phase = 'reverting'))`,
  // Why a machine failed; what is said of its way back does not take its place.
  `ALTER TABLE rollout_machines ADD COLUMN failure TEXT`,
  `UPDATE rollout_machines SET failure = reason WHERE verdict = 'unhealthy'`,
  // What has failed on a machine is not sent to it again unless somebody asks for it.
  `CREATE TABLE failed_paths (
    machine_id TEXT NOT NULL REFERENCES machines(machine_id),
    path TEXT NOT NULL,
    rollout_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (machine_id, path)
  ) WITHOUT ROWID`,
];

/** What gates need beyond v0.1.1's: soak time, success threshold, progress deadline, steps back, and the loop guard. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
