import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import type { RolloutDetail, RolloutPhase, RolloutStatus, SkippedMachine } from '../../../machines/model/rollout.ts';
import { type queries, statement } from '../statement.ts';
import type { RolloutRow } from '../tables.ts';
import type { StoredEvent } from './events.ts';
import { ageCursor, agePlace, type AgePlace } from './age-cursor.ts';
import { fitting } from './fitting.ts';
import { pageOf } from './page-of.ts';
import { rolloutDetail } from './rollout-detail.ts';
import { createRolloutParts } from './rollout-parts.ts';

/** Where a rollout stands. */
export interface RolloutStanding {
  readonly status: RolloutStatus;
  readonly phase: RolloutPhase | null;
  /** ms since the epoch. */
  readonly created_at: number;
}

/** Which rollouts: with `status` only those (an unknown word: none). */
export interface RolloutQuestion extends PageQuestion {
  readonly status?: string | undefined;
}

/** Questions about rollouts. */
export interface RolloutReads {
  /** The newest first, without events and machines; a page ends early when its rollouts have too many. Throws `BadInput`. */
  list(question: RolloutQuestion): Page<RolloutDetail>;
  /** One rollout, whole. */
  get(id: string): RolloutDetail | undefined;
  standing(id: string): RolloutStanding | undefined;
}

/** More than this is no answer that anybody can take, nor one that we could hold. */
const MACHINES = 400_000;

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
  const parts = createRolloutParts(db);
  const skipped = statement<{ id: string }, SkippedMachine>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_skipped')
      .select(['machine_id', 'reason'])
      .where('rollout_id', '=', id)
      .orderBy('machine_id'),
  );
  return {
    // A transaction, so that all its rows are of one moment.
    list: db.transaction(({ limit, after, status }: RolloutQuestion) => {
      const rows = newest({ ...agePlace(after), rows: limit + 1 }, status);
      const most = Math.min(
        limit,
        fitting(rows, MACHINES, (row) => row.machine_count),
      );
      const page = pageOf(rows, most, { item: (row) => row, cursor: ageCursor });
      return { ...page, items: page.items.map((row) => rolloutDetail(row, parts.short(row.id))) };
    }),
    get: db.transaction((id: string) => {
      const row = one.get({ id });
      if (row === undefined) return undefined;
      const whole = parts.whole(id);
      const history = { machines: whole.machines, events: events.all({ id }), skipped: skipped.all({ id }) };
      return rolloutDetail(row, whole, history);
    }),
    standing: (id) => standing.get({ id }),
  };
}

/** Two queries, because only a condition that is there can use an index. */
function prepareNewest(db: Database) {
  interface Asked extends AgePlace {
    readonly rows: number;
  }
  type Listed = RolloutRow & AgePlace & { readonly machine_count: number };
  const all = ({ created_at, row, rows }: Asked, from: typeof queries) =>
    from
      .selectFrom('rollouts')
      .selectAll('rollouts')
      .select([
        sql<number>`rollouts.rowid`.as('row'),
        sql<number>`(SELECT coalesce(sum(size), 0) FROM rollout_batches WHERE rollout_id = rollouts.id)`.as(
          'machine_count',
        ),
      ])
      .where(sql<boolean>`(rollouts.created_at, rollouts.rowid) < (${created_at}, ${row})`)
      .orderBy('rollouts.created_at', 'desc')
      .orderBy(sql`rollouts.rowid`, 'desc')
      .limit(rows);
  const ofAny = statement<Asked, Listed>(db, all);
  const ofStatus = statement<Asked & { status: string }, Listed>(db, (slots, from) =>
    all(slots, from).where(sql<boolean>`rollouts.status = ${slots.status}`),
  );
  return (asked: Asked, status: string | undefined) =>
    status === undefined ? ofAny.all(asked) : ofStatus.all({ ...asked, status });
}
