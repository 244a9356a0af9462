import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { FailedBefore } from '../../../machines/policy/targets.ts';
import { statement } from '../statement.ts';
import type { FailedPathRow } from '../tables.ts';

/** The loop guard: what has failed on a machine is not sent to it again by itself. */
export interface FailedPaths {
  /** Notes a failure; a newer one takes its place. A machine that is gone has none. */
  add(failed: Omit<FailedPathRow, 'at'>, now: number): void;
  /** The machine is well on this path. */
  forget(machineId: string, path: string): void;
  /** Somebody begins anew with this machine. */
  forgetAll(machineId: string): void;
  /** Machines on which what a release brings them has failed. */
  inRelease(releaseId: string): Map<string, FailedBefore>;
}

/** So many are remembered of a machine, the newest: nobody sends it older ones. */
const REMEMBERED = 16;

/** Somebody else has brought the machine there, and it is well: its newest health report says so. */
const IS_WELL = sql`SELECT 1 FROM health_reports AS newest WHERE generation = path AND all_passed = 1
  AND newest.id = (SELECT max(id) FROM health_reports WHERE health_reports.machine_id = failed_paths.machine_id)`;

/** The failed paths in the control plane's database. */
export function createFailedPaths(db: Database): FailedPaths {
  const add = statement<FailedPathRow, never>(db, ({ machine_id, path, rollout_id, reason, at }, from) =>
    from
      .insertInto('failed_paths')
      .values({ machine_id, path, rollout_id, reason, at })
      .onConflict((conflict) => conflict.columns(['machine_id', 'path']).doUpdateSet({ rollout_id, reason, at }))
      .$castTo<never>(),
  );
  const forget = statement<{ id: string; path: string }, never>(db, ({ id, path }, from) =>
    from.deleteFrom('failed_paths').where('machine_id', '=', id).where('path', '=', path).$castTo<never>(),
  );
  const forgetAll = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('failed_paths').where('machine_id', '=', id).$castTo<never>(),
  );
  const inRelease = statement<{ id: string }, FailedBefore & { machineId: string }>(db, ({ id }, from) =>
    from
      .selectFrom('failed_paths')
      .innerJoin('release_entries', (join) =>
        join.onRef('hostname', '=', 'machine_id').onRef('store_path', '=', 'path'),
      )
      .select(['machine_id as machineId', 'failed_paths.rollout_id as rolloutId', 'reason'])
      .where('release_id', '=', id)
      .where(sql<boolean>`NOT EXISTS (${IS_WELL})`),
  );
  const forgetOldest = statement<{ id: string }, never>(db, ({ id }, from) =>
    from
      .deleteFrom('failed_paths')
      .where('machine_id', '=', id)
      .where('path', 'not in', ({ selectFrom }) =>
        selectFrom('failed_paths as newer')
          .select('newer.path')
          .where('newer.machine_id', '=', id)
          .orderBy('newer.at', 'desc')
          .limit(REMEMBERED),
      )
      .$castTo<never>(),
  );
  return {
    add(failed, now) {
      add.run({ ...failed, at: now });
      forgetOldest.run({ id: failed.machine_id });
    },
    forget: (id, path) => void forget.run({ id, path }),
    forgetAll: (id) => void forgetAll.run({ id }),
    inRelease: (id) => new Map(inRelease.all({ id }).map(({ machineId, ...before }) => [machineId, before])),
  };
}
