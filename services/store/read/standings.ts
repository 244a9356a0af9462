import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { BatchStanding } from '../../../machines/policy/why-facts.ts';
import { statement } from '../statement.ts';

/** Where the batches of a rollout stand, and what it said last. */
export interface Standings {
  /** In order. */
  batches(rolloutId: string): BatchStanding[];
  readonly lastOf: LastEvent;
}

/** The newest event of a type in a rollout. */
export type LastEvent = (rolloutId: string, type: string) => RolloutEvent | undefined;

/** What matters of an event here. */
export interface RolloutEvent {
  readonly at: number;
  readonly index: number | null;
  readonly supersededBy: string | null;
}

/** The questions about where rollouts stand, on a reader's connection. */
export function createStandings(db: Database): Standings {
  const batches = prepareBatches(db);
  const last = statement<{ id: string; type: string }, RolloutEvent>(db, ({ id, type }, from) =>
    from
      .selectFrom('events')
      .select([
        'at',
        sql<number | null>`detail ->> '$.batch_index'`.as('index'),
        sql<string | null>`detail ->> '$.superseded_by'`.as('supersededBy'),
      ])
      .where('rollout_id', '=', id)
      .where('type', '=', type)
      .orderBy('seq', 'desc')
      .limit(sql.lit(1)),
  );
  return { batches: (id) => batches.all({ id }), lastOf: (id, type) => last.get({ id, type }) };
}

/** A verdict of the try before counts no more once its batch was started again. */
const STANDING = sql`CASE WHEN status IN ('deploying', 'waiting_health')
    AND m.attempt < b.attempt THEN 'pending' ELSE verdict END`;

/** Machines are counted where it matters: of a rollout with many batches that is one. */
function prepareBatches(db: Database) {
  return statement<{ id: string }, BatchStanding>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_batches')
      .leftJoin(
        sql<Judged>`(
          SELECT batch_index AS at, count(*) FILTER (WHERE standing IN ('pending', 'soaking')) AS open,
            count(*) FILTER (WHERE standing = 'soaking') AS soaking,
            count(*) FILTER (WHERE standing = 'healthy') AS healthy,
            count(*) FILTER (WHERE standing = 'unhealthy') AS unhealthy
          FROM (SELECT m.batch_index, ${STANDING} AS standing
            FROM rollout_batches AS b CROSS JOIN rollout_machines AS m USING (rollout_id, batch_index)
            WHERE b.rollout_id = ${id} AND status IN ('deploying', 'waiting_health', 'failed'))
          GROUP BY batch_index)`.as('judged'),
        (join) => join.onRef('judged.at', '=', 'batch_index'),
      )
      .select(['batch_index as index', 'status', 'started_at as startedAt', 'size', 'deadline', 'attempt'])
      .select(({ fn, val }) => [
        fn.coalesce('judged.open', val(0)).as('open'),
        fn.coalesce('judged.soaking', val(0)).as('soaking'),
        fn.coalesce('judged.healthy', val(0)).as('healthy'),
        fn.coalesce('judged.unhealthy', val(0)).as('unhealthy'),
      ])
      .where('rollout_id', '=', id)
      .orderBy('batch_index'),
  );
}

interface Judged {
  readonly at: number;
  readonly open: number;
  readonly soaking: number;
  readonly healthy: number;
  readonly unhealthy: number;
}
