import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { ClaimConflict } from '../../../machines/model/rollout.ts';
import type { Candidate } from '../../../machines/policy/targets.ts';
import { statement } from '../statement.ts';

/** What a rollout's target means, as the rows have it at this moment. */
export interface RolloutTargets {
  /** Machines that have every one of these tags, by id. */
  tagged(tags: readonly string[]): Candidate[];
  /** Machines of these names, in their order, registered or not. */
  named(ids: readonly string[]): Candidate[];
  /** All machines, by id. */
  registered(): Candidate[];
  /** Those of these machines that an active rollout holds. */
  claims(ids: readonly string[]): ClaimConflict[];
}

/** The questions about targets, on the writer's connection. */
export function createRolloutTargets(db: Database): RolloutTargets {
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
  // Kysely has no table-valued functions.
  const named = db.prepare<{ ids: string }, Candidate>(
    `SELECT value AS machineId, lifecycle FROM json_each(@ids) LEFT JOIN machines ON machine_id = value ORDER BY key`,
  );
  const registered = statement<object, Candidate>(db, (_, from) =>
    from.selectFrom('machines').select(['machine_id as machineId', 'lifecycle']).orderBy('machine_id'),
  );
  const claims = db.prepare<{ ids: string }, ClaimConflict>(
    `SELECT machine_id, rollout_id FROM json_each(@ids) CROSS JOIN claims ON machine_id = value ORDER BY machine_id`,
  );
  return {
    tagged: (tags) => tagged.all({ tags: JSON.stringify(tags), count: new Set(tags).size }),
    named: (ids) => named.all({ ids: JSON.stringify(ids) }),
    registered: () => registered.all({}),
    claims: (ids) => claims.all({ ids: JSON.stringify(ids) }),
  };
}
