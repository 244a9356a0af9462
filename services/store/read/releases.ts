import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Release, ReleaseEntry } from '../../../machines/model/release.ts';
import { statement } from '../statement.ts';
import type { ReleaseEntryRow, ReleaseRow } from '../tables.ts';
import { groupedBy } from './grouped.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';

/** Questions about releases. */
export interface ReleaseReads {
  /** The newest releases with their entries; with `host` only those that have it. */
  list(question: { readonly limit: number; readonly host?: string | undefined }): Release[];
  get(id: string): Release | undefined;
}

type EntryRow = Omit<ReleaseEntryRow, 'tags'> & { readonly tags: string };

/** The questions about releases, on a reader's connection. */
export function createReleaseReads(db: Database): ReleaseReads {
  const newest = statement<{ limit: number; host: string | null }, ReleaseRow>(db, ({ limit, host }, from) =>
    from
      .selectFrom('releases')
      .selectAll()
      .where(
        sql<boolean>`(${host} IS NULL OR EXISTS (SELECT 1 FROM release_entries
          WHERE release_entries.release_id = releases.id AND hostname = ${host}))`,
      )
      .orderBy('created_at', 'desc')
      .orderBy(sql`rowid`, 'desc')
      .limit(limit),
  );
  const one = statement<{ id: string }, ReleaseRow>(db, ({ id }, from) =>
    from.selectFrom('releases').selectAll().where('id', '=', id),
  );
  const entries = statement<{ ids: string }, EntryRow>(db, ({ ids }, from) =>
    from
      .selectFrom('release_entries')
      .selectAll()
      .where(sql<boolean>`release_id IN (SELECT value FROM json_each(${ids}))`)
      .orderBy('release_id')
      .orderBy('hostname'),
  );
  const whole = (rows: readonly ReleaseRow[]): Release[] => {
    const byRelease = groupedBy(
      entries.all({ ids: JSON.stringify(rows.map(({ id }) => id)) }),
      (row) => row.release_id,
    );
    return rows.map((row) => releaseOf(row, byRelease.get(row.id) ?? []));
  };
  return {
    list: db.transaction(({ limit, host }) => whole(newest.all({ limit, host: host ?? null }))),
    get: db.transaction((id: string) => {
      const row = one.get({ id });
      return row && whole([row])[0];
    }),
  };
}

const releaseOf = (row: ReleaseRow, entries: readonly EntryRow[]): Release => ({
  id: row.id,
  flake_ref: row.flake_ref,
  flake_rev: row.flake_rev,
  cache_url: row.cache_url,
  host_count: row.host_count,
  entries: entries.map(entryOf),
  created_at: wholeSeconds(row.created_at),
  created_by: row.created_by,
});

const entryOf = ({ hostname, store_path, platform, tags }: EntryRow): ReleaseEntry => ({
  hostname,
  store_path,
  platform,
  tags: JSON.parse(tags) as string[],
});
