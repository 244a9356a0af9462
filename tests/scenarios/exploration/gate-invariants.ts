import { allowedFailures, requiredHealthy } from '../../../machines/policy/threshold.ts';
import type { World } from './world.ts';

/** What must not be of gates and of the way back, whenever one looks; by the order of events, whatever the clock says. */
const NEVER_AT_GATES: Readonly<Record<string, string>> = {
  'a batch that went back before the one after it had': `SELECT s.seq, s.rollout_id, m.machine_id FROM events s
    JOIN rollout_machines m ON m.rollout_id = s.rollout_id AND m.batch_index = 1 + (s.detail ->> '$.batch_index')
    WHERE s.type = 'revert_batch_started'
      AND EXISTS (SELECT 1 FROM events f WHERE f.rollout_id = s.rollout_id AND f.type = s.type AND f.seq < s.seq)
      AND NOT EXISTS (SELECT 1 FROM events b WHERE b.rollout_id = s.rollout_id AND b.machine_id = m.machine_id
        AND b.type = 'machine_reverted' AND b.seq < s.seq)`,
  'a machine that was told to go back when nobody went back any more': `SELECT e.rollout_id, e.machine_id FROM events e
    JOIN events s ON s.rollout_id = e.rollout_id AND s.type = 'revert_completed' AND s.seq < e.seq
    WHERE e.type = 'machine_reverting'`,
  'a machine that was told by a rollout that has ended': `SELECT e.rollout_id, e.machine_id FROM events e
    JOIN events s ON s.rollout_id = e.rollout_id AND s.type = 'status_change' AND s.seq < e.seq
      AND s.detail ->> '$.to' IN ('cancelled', 'completed', 'failed')
    WHERE e.type = 'machine_told'`,
  // What was open at the try before may end before the order of the next one comes, which then is answered at once.
  'a verdict that was spoken twice in one try': `SELECT a.rollout_id, a.machine_id, a.seq, b.seq AS again FROM events a
    JOIN events b ON b.rollout_id = a.rollout_id AND b.machine_id = a.machine_id AND b.seq > a.seq AND b.type = a.type
    WHERE (a.type = 'machine_reverted' OR a.type = 'machine_settled' AND b.detail ->> '$.verdict' = 'unhealthy')
      AND NOT EXISTS (SELECT 1 FROM events s WHERE s.rollout_id = a.rollout_id AND s.seq BETWEEN a.seq AND b.seq
        AND (s.type = 'batch_started' OR s.type = 'machine_told' AND s.machine_id = a.machine_id))`,
  'a batch that soaks though its rollout does not': `SELECT e.* FROM events e JOIN rollouts r ON r.id = e.rollout_id
    WHERE e.type IN ('batch_soaking', 'machine_soaking') AND r.soak_seconds = 0`,
  'a machine out of service that a batch waits for': `SELECT machine_id, lifecycle, open_assignment FROM machines
    WHERE lifecycle <> 'active' AND open_assignment IS NOT NULL AND open_assignment NOT LIKE '%:revert:%'`,
  'a hurry that nobody asked for': `SELECT e.* FROM events e JOIN rollouts r ON r.id = e.rollout_id
    WHERE e.detail ->> '$.reason' LIKE 'progress deadline%' AND r.progress_deadline IS NULL`,
};

/** What is wrong with how gates were passed. */
export const faultsAtGates = (world: World): string[] => [
  ...Object.entries(NEVER_AT_GATES).flatMap(([what, query]) =>
    world.rows(query).map((row) => `${what}: ${JSON.stringify(row)}`),
  ),
  ...unsoaked(world),
  ...unguarded(world),
  ...underRequired(world),
  ...harmed(world),
];

/** Machines that were healthy before their soak time was over, or failed or were elsewhere meanwhile, as far as it is kept. */
function unsoaked(world: World): string[] {
  const { ledger } = world;
  const since = Math.max(...(['events', 'reports', 'health_reports'] as const).map((table) => ledger.since(table)));
  const rows = world.rows<{ machine_id: string }>(
    `SELECT e.rollout_id, e.machine_id, e.at FROM events e JOIN rollouts r ON r.id = e.rollout_id
     JOIN rollout_machines m ON m.rollout_id = e.rollout_id AND m.machine_id = e.machine_id
     WHERE r.created_at >= ? AND r.soak_seconds > 0 AND e.type = 'machine_settled' AND e.detail ->> '$.verdict' = 'healthy'
     AND NOT EXISTS (
       SELECT 1 FROM events s WHERE s.rollout_id = e.rollout_id AND s.machine_id = e.machine_id AND s.seq < e.seq
         AND s.type = 'machine_soaking' AND s.at <= e.at - 1000 * r.soak_seconds
         AND NOT EXISTS (SELECT 1 FROM health_reports h WHERE h.machine_id = m.machine_id AND h.generation = m.wanted
           AND NOT h.all_passed AND h.received_at > s.at AND h.received_at < s.at + 1000 * r.soak_seconds)
         AND NOT EXISTS (SELECT 1 FROM reports o WHERE o.machine_id = m.machine_id AND o.generation <> m.wanted
           AND o.received_at > s.at AND o.received_at < s.at + 1000 * r.soak_seconds))`,
    since,
  );
  return rows
    .filter(({ machine_id }) => !ledger.deletable.has(machine_id))
    .map((row) => `a machine that was healthy before its soak time was over: ${JSON.stringify(row)}`);
}

/**
 * Machines that were sent what had failed on them before, though nobody had asked for that, nor had the machine been well
 * there meanwhile, as far as it is kept.
 */
const unguarded = (world: World): string[] =>
  world
    .rows<{ rollout_id: string }>(
      `SELECT m.rollout_id, m.machine_id, f.rollout_id AS failed_in FROM rollout_machines m
     JOIN rollouts r ON r.id = m.rollout_id
     JOIN failed_paths f ON f.machine_id = m.machine_id AND f.path = m.wanted AND f.at < r.created_at
     WHERE f.at >= ? AND NOT EXISTS (SELECT 1 FROM health_reports h WHERE h.machine_id = m.machine_id
       AND h.generation = m.wanted AND h.all_passed AND h.received_at BETWEEN f.at AND r.created_at)`,
      world.ledger.since('health_reports'),
    )
    .filter(({ rollout_id }) => !world.ledger.retries.has(rollout_id))
    .map((row) => `a machine that was sent again what had failed: ${JSON.stringify(row)}`);

/** Batches that succeeded with fewer healthy machines than required. */
const underRequired = (world: World): string[] =>
  world
    .rows<{ id: string; size: number; success_threshold: string; healthy: number }>(
      `SELECT b.id, b.size, r.success_threshold, e.detail ->> '$.healthy' AS healthy
       FROM rollout_batches b JOIN rollouts r ON r.id = b.rollout_id JOIN events e ON e.rollout_id = r.id
       WHERE r.success_threshold IS NOT NULL AND e.type = 'batch_completed' AND e.detail ->> '$.batch_index' = b.batch_index`,
    )
    .filter(({ size, success_threshold, healthy }) => healthy < requiredHealthy(success_threshold, size))
    .map((row) => `a batch that succeeded with too few healthy machines: ${JSON.stringify(row)}`);

/** Batches that were taken back though the one after them, which was well, had come to harm by it. */
const harmed = (world: World): string[] =>
  world
    .rows<{ id: string; size: number; failure_threshold: string; stuck: number }>(
      `SELECT b.id, b.size, r.failure_threshold, (SELECT count(*) FROM events e
         JOIN rollout_machines m ON m.rollout_id = e.rollout_id AND m.machine_id = e.machine_id
         WHERE e.rollout_id = r.id AND m.batch_index = b.batch_index AND e.seq < s.seq
           AND e.type = 'machine_reverted' AND e.detail ->> '$.verdict' = 'revert_failed') AS stuck
       FROM events s JOIN rollouts r ON r.id = s.rollout_id
       JOIN rollout_batches b ON b.rollout_id = r.id AND b.batch_index = 1 + (s.detail ->> '$.batch_index')
       WHERE s.type = 'revert_batch_started' AND b.status = 'succeeded'`,
    )
    .filter(({ size, failure_threshold, stuck }) => stuck > allowedFailures(failure_threshold, size))
    .map((row) => `a batch that was taken back in spite of harm: ${JSON.stringify(row)}`);
