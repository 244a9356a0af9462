import { allowedFailures } from '../../../machines/policy/threshold.ts';
import { explain } from './explanations.ts';
import { faultsAtGates } from './gate-invariants.ts';
import { stirred } from './idle-requests.ts';
import { NEVER, NEVER_IN_THE_END } from './never.ts';
import type { World } from './world.ts';

/** What is wrong with this world now, in words; nothing: all is well. */
export const faults = (world: World): string[] => [
  ...world.problems,
  ...found(world, NEVER),
  ...unproven(world),
  ...unearned(world),
  ...unasked(world),
  ...broken(world),
  ...faultsAtGates(world),
];

/** What is wrong when nothing moves any more. */
export async function faultsInTheEnd(world: World): Promise<string[]> {
  await explain(world);
  const wrong = [...faults(world), ...found(world, NEVER_IN_THE_END), ...lost(world)];
  return wrong.length > 0 ? wrong : await stirred(world);
}

const found = (world: World, never: typeof NEVER): string[] =>
  Object.entries(never).flatMap(([what, query]) => world.rows(query).map((row) => `${what}: ${JSON.stringify(row)}`));

/** Machines that were healthy without evidence, as far as it is kept. */
function unproven(world: World): string[] {
  const { ledger } = world;
  const since = Math.max(ledger.since('events'), ledger.since('health_reports'));
  const rows = world.rows<{ rollout_id: string; machine_id: string }>(
    `SELECT e.rollout_id, e.machine_id FROM events e JOIN rollouts r ON r.id = e.rollout_id
     JOIN rollout_machines m ON m.rollout_id = e.rollout_id AND m.machine_id = e.machine_id
     WHERE r.created_at >= ? AND e.type = 'machine_settled' AND json_extract(e.detail, '$.verdict') = 'healthy'
     AND NOT EXISTS (
       SELECT 1 FROM health_reports h JOIN events s ON s.rollout_id = e.rollout_id AND s.type = 'batch_started'
         AND json_extract(s.detail, '$.batch_index') = m.batch_index
       WHERE h.machine_id = m.machine_id AND h.generation = m.wanted AND h.all_passed AND h.received_at >= s.at)`,
    since,
  );
  return rows
    .filter(({ machine_id }) => !ledger.deletable.has(machine_id))
    .map((row) => `a machine that was healthy without evidence: ${JSON.stringify(row)}`);
}

/** Batches that succeeded with more unhealthy machines than tolerated, or with verdicts of machines that do not exist. */
function unearned(world: World): string[] {
  const rows = world.rows<{ id: string; size: number; failure_threshold: string; unhealthy: number; healthy: number }>(
    `SELECT b.id, b.size, r.failure_threshold, e.detail ->> '$.unhealthy' AS unhealthy, e.detail ->> '$.healthy' AS healthy
     FROM rollout_batches b JOIN rollouts r ON r.id = b.rollout_id JOIN events e ON e.rollout_id = r.id
     WHERE e.type = 'batch_completed' AND e.detail ->> '$.batch_index' = b.batch_index`,
  );
  return rows
    .filter(
      ({ size, failure_threshold, unhealthy, healthy }) =>
        unhealthy > allowedFailures(failure_threshold, size) || healthy + unhealthy > size,
    )
    .map((row) => `a batch that should not have succeeded: ${JSON.stringify(row)}`);
}

/** Desired paths without an assignment that no operator asked for. */
const unasked = (world: World): string[] =>
  world
    .rows<{ machine_id: string; hash: string }>('SELECT machine_id, hash FROM generations WHERE assignment IS NULL')
    .filter(({ machine_id, hash }) => world.ledger.asked.get(machine_id)?.has(hash) !== true)
    .map((row) => `a desired path that nobody asked for: ${JSON.stringify(row)}`);

/** Machines that are back though nobody named them, reports that are there twice, a mark that went back. */
function broken(world: World): string[] {
  const { ledger } = world;
  const back = world
    .rows<{ machine_id: string }>('SELECT machine_id FROM machines')
    .filter(({ machine_id }) => ledger.gone.has(machine_id))
    .map((row) => `a deleted machine that came back by itself: ${JSON.stringify(row)}`);
  const twice = world
    .rows<{ message: string }>('SELECT message FROM reports GROUP BY message HAVING count(*) > 1')
    .filter(({ message }) => !ledger.mayRepeat.has(message))
    .map((row) => `a report that was stored twice: ${JSON.stringify(row)}`);
  return [...back, ...twice, ...world.wentBack()];
}

function lost(world: World): string[] {
  const { ledger } = world;
  const stored = new Set(world.rows<{ message: string }>('SELECT message FROM reports').map(({ message }) => message));
  const reports = ledger.reports
    .filter(({ report: { message }, at }) => at >= ledger.since('reports') && !stored.has(message))
    .map(({ report: { message } }) => `acknowledged, not stored: ${message}`);
  const made = world.rows<{ id: string }>('SELECT id FROM rollouts UNION ALL SELECT id FROM releases');
  const keys = world.rows<{ id: number }>('SELECT id FROM api_keys');
  const pinned = world.rows<{ machine_id: string; tags: string }>(
    `SELECT machine_id, group_concat(tag) AS tags FROM machine_tags WHERE source = 'pinned' GROUP BY machine_id`,
  );
  const wanted = [...ledger.pinned].filter(([, tags]) => tags !== '');
  return [
    ...reports,
    ...difference(
      'rollouts and releases',
      made.map(({ id }) => id),
      ledger.made,
    ),
    ...difference(
      'keys',
      keys.map(({ id }) => `${id}`),
      [...ledger.keys].map(String),
    ),
    ...difference(
      'pinned tags',
      pinned.map(({ machine_id, tags }) => `${machine_id}: ${tags}`),
      wanted.map(([machineId, tags]) => `${machineId}: ${tags}`),
    ),
  ];
}

function difference(what: string, present: Iterable<string>, promised: Iterable<string>): string[] {
  const [there, wanted] = [new Set(present), new Set(promised)];
  return [
    ...[...wanted].filter((one) => !there.has(one)).map((one) => `${what}: acknowledged, not there: ${one}`),
    ...[...there].filter((one) => !wanted.has(one)).map((one) => `${what}: there, never acknowledged: ${one}`),
  ];
}
