import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { FeedRow } from '../../../machines/model/feed.ts';
import { EVENTS_TRIMMED } from '../setting-names.ts';
import { statement } from '../statement.ts';
import type { EventRow } from '../tables.ts';

/** An event as it is stored. */
export type StoredEvent = Omit<EventRow, 'seq'> & { readonly seq: number };

/** Which events, and from where on. */
export interface EventQuestion {
  /** Only events with a higher `seq`. */
  readonly after: number;
  readonly limit: number;
  readonly rolloutId?: string | undefined;
  /** Only events of these types; empty: all. */
  readonly topics?: readonly string[];
}

/** Questions about events. */
export interface EventReads {
  /** The events asked for, in order. */
  page(question: EventQuestion): StoredEvent[];
  /** The newest `seq` that was ever given, 0 if none: also when its row is trimmed. */
  lastSeq(): number;
  /** The oldest event that is still there. */
  oldest(): { readonly seq: number; readonly at: number } | undefined;
  /**
   * Up to which `seq` events were taken out for their age, all of them older than `before`: those that are left before it
   * are of rollouts that were active.
   */
  trimmed(): { readonly seq: number; readonly before: number } | undefined;
  /** The rollouts that have events after `after`. */
  rolloutsSince(after: number): (string | null)[];
}

/** The questions about events, on a reader's connection. */
export function createEventReads(db: Database): EventReads {
  const all = statement<{ after: number; limit: number; topics: string }, StoredEvent>(
    db,
    ({ after, limit, topics }, from) =>
      from
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', after)
        .where(sql<boolean>`(${topics} = '[]' OR type IN (SELECT value FROM json_each(${topics})))`)
        .orderBy('seq')
        .limit(limit),
  );
  const ofRollout = statement<{ after: number; limit: number; rolloutId: string }, StoredEvent>(
    db,
    ({ after, limit, rolloutId }, from) =>
      from
        .selectFrom('events')
        .selectAll()
        .where('rollout_id', '=', rolloutId)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit),
  );
  const oldest = statement<object, { seq: number; at: number }>(db, (_, from) =>
    from.selectFrom('events').select(['seq', 'at']).orderBy('seq').limit(1),
  );
  const trimmed = statement<object, { value: string }>(db, (_, from) =>
    from.selectFrom('settings').select('value').where('name', '=', EVENTS_TRIMMED),
  );
  const rollouts = statement<{ after: number }, { rollout_id: string | null }>(db, ({ after }, from) =>
    from
      .selectFrom('events')
      // The plus keeps SQLite from the index by rollout: it would go through all of it, every few ms.
      .select(sql<string | null>`+rollout_id`.as('rollout_id'))
      .distinct()
      .where('seq', '>', after),
  );
  // SQLite's own table of AUTOINCREMENT counters, which Kysely's `Tables` does not know.
  const last = db.prepare<[], { seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`);
  return {
    page: ({ after, limit, rolloutId, topics = [] }) =>
      rolloutId === undefined
        ? all.all({ after, limit, topics: JSON.stringify(topics) })
        : ofRollout.all({ after, limit, rolloutId }),
    lastSeq: () => last.get()?.seq ?? 0,
    oldest: () => oldest.get({}),
    trimmed() {
      const mark = trimmed.get({});
      return mark && (JSON.parse(mark.value) as { seq: number; before: number });
    },
    rolloutsSince: (after) => rollouts.all({ after }).map(({ rollout_id }) => rollout_id),
  };
}

/** An event as a feed sends it. */
export const feedRow = (row: StoredEvent): FeedRow => ({
  seq: row.seq,
  at: new Date(row.at).toISOString(),
  type: row.type,
  rollout_id: row.rollout_id,
  machine_id: row.machine_id,
  actor: row.actor,
  message: row.message,
  detail: JSON.parse(row.detail) as Record<string, unknown>,
});
