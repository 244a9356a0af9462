import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { RolloutDetail, RolloutPhase, RolloutStatus } from '../../../machines/model/rollout.ts';
import { statement } from '../statement.ts';
import type { RolloutBatchRow, RolloutRow } from '../tables.ts';
import type { StoredEvent } from './events.ts';
import { groupedBy } from './grouped.ts';
import { type MachinePart, rolloutDetail } from './rollout-detail.ts';

const LIST_LIMIT = 100;

/** Where a rollout stands. */
export interface RolloutStanding {
  readonly status: RolloutStatus;
  readonly phase: RolloutPhase | null;
  /** ms since the epoch. */
  readonly created_at: number;
}

/** Questions about rollouts. */
export interface RolloutReads {
  /** The newest 100, without events and machines; with `status` only those (an unknown word: none). */
  list(status: string | undefined): RolloutDetail[];
  /** One rollout, whole. */
  get(id: string): RolloutDetail | undefined;
  standing(id: string): RolloutStanding | undefined;
}

/** The questions about rollouts, on a reader's connection. */
export function createRolloutReads(db: Database): RolloutReads {
  const newest = prepareNewest(db);
  const one = statement<{ id: string }, RolloutRow>(db, ({ id }, from) =>
    from.selectFrom('rollouts').selectAll().where('id', '=', id),
  );
  const standing = statement<{ id: string }, RolloutStanding>(db, ({ id }, from) =>
    from.selectFrom('rollouts').select(['status', 'phase', 'created_at']).where('id', '=', id),
  );
  const events = statement<{ id: string }, StoredEvent>(db, ({ id }, from) =>
    from.selectFrom('events').selectAll().where('rollout_id', '=', id).orderBy('seq'),
  );
  const parts = prepareParts(db);
  return {
    // A transaction, so that all its rows are of one moment.
    list: db.transaction((status: string | undefined) => {
      const rows = newest.all({ status: status ?? null, limit: LIST_LIMIT });
      const of = parts(rows.map(({ id }) => id));
      return rows.map((row) => rolloutDetail(row, of(row.id)));
    }),
    get: db.transaction((id: string) => {
      const row = one.get({ id });
      return row && rolloutDetail(row, parts([id])(id), events.all({ id }));
    }),
    standing: (id) => standing.get({ id }),
  };
}

function prepareNewest(db: Database) {
  return statement<{ status: string | null; limit: number }, RolloutRow>(db, ({ status, limit }, from) =>
    from
      .selectFrom('rollouts')
      .selectAll()
      .where(sql<boolean>`(${status} IS NULL OR status = ${status})`)
      .orderBy('created_at', 'desc')
      .orderBy(sql`rowid`, 'desc')
      .limit(limit),
  );
}

/** Two queries for the batches and machines of any number of rollouts. */
function prepareParts(db: Database) {
  const isAsked = (ids: string) => sql<boolean>`rollout_id IN (SELECT value FROM json_each(${ids}))`;
  const batches = statement<{ ids: string }, RolloutBatchRow>(db, ({ ids }, from) =>
    from.selectFrom('rollout_batches').selectAll().where(isAsked(ids)).orderBy('rollout_id').orderBy('batch_index'),
  );
  const machines = statement<{ ids: string }, MachinePart>(db, ({ ids }, from) =>
    from
      .selectFrom('rollout_machines')
      .selectAll()
      .where(isAsked(ids))
      .orderBy('rollout_id')
      .orderBy('batch_index')
      .orderBy('position'),
  );
  return (rolloutIds: readonly string[]) => {
    const ids = JSON.stringify(rolloutIds);
    const batchesOf = groupedBy(batches.all({ ids }), (row) => row.rollout_id);
    const machinesOf = groupedBy(machines.all({ ids }), (row) => row.rollout_id);
    return (id: string) => ({ batches: batchesOf.get(id) ?? [], machines: machinesOf.get(id) ?? [] });
  };
}
