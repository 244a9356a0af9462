import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Release, ReleaseEntry } from '../../../machines/model/release.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';
import { type queries, statement } from '../statement.ts';
import type { ReleaseEntryRow, ReleaseRow } from '../tables.ts';
import { ageCursor, agePlace, type AgePlace } from './age-cursor.ts';
import { fitting } from './fitting.ts';
import { pageOf } from './page-of.ts';

/** Which releases: with `host` only those that have it. */
export interface ReleaseQuestion extends PageQuestion {
  readonly host?: string | undefined;
}

/** Questions about releases. */
export interface ReleaseReads {
  /** The newest first, with their entries; a page ends early when its releases have too many of them. Throws `BadInput`. */
  list(question: ReleaseQuestion): Page<Release>;
  get(id: string): Release | undefined;
}

/** More than this is no answer that anybody can take, nor one that we could hold: 20,000 hosts make 20 releases. */
const ENTRIES = 400_000;
/** Nor than this of text, UTF-16 units: entries may have many long tags. */
const TEXT = 64 * 1024 * 1024;

type EntryRow = Omit<ReleaseEntryRow, 'tags'> & { readonly tags: string };
type AgedRow = ReleaseRow & AgePlace;

/** The questions about releases, on a reader's connection. */
export function createReleaseReads(db: Database): ReleaseReads {
  const newest = prepareNewest(db);
  const one = statement<{ id: string }, ReleaseRow>(db, ({ id }, from) =>
    from.selectFrom('releases').selectAll().where('id', '=', id),
  );
  const entries = statement<{ id: string }, EntryRow>(db, ({ id }, from) =>
    from.selectFrom('release_entries').selectAll().where('release_id', '=', id).orderBy('hostname'),
  );
  /** The first of them, as many as fit; at least one. */
  const whole = (rows: readonly ReleaseRow[]): Release[] => {
    const releases: Release[] = [];
    let text = 0;
    for (const row of rows) {
      const found = entries.all({ id: row.id });
      text += found.reduce((sum, entry) => sum + lengthOf(entry), 0);
      if (text > TEXT && releases.length > 0) break;
      releases.push(releaseOf(row, found));
    }
    return releases;
  };
  return {
    list: db.transaction(({ limit, after, host }: ReleaseQuestion) => {
      const rows = newest({ ...agePlace(after), rows: limit + 1 }, host);
      const most = Math.min(
        limit,
        fitting(rows, ENTRIES, (row) => row.host_count),
      );
      const items = whole(rows.slice(0, most));
      return { ...pageOf(rows, items.length, { item: (row) => row, cursor: ageCursor }), items };
    }),
    get: db.transaction((id: string) => {
      const row = one.get({ id });
      return row && whole([row])[0];
    }),
  };
}

/** Two queries, because only a condition that is there can use an index. */
function prepareNewest(db: Database) {
  interface Asked extends AgePlace {
    readonly rows: number;
  }
  const all = ({ created_at, row, rows }: Asked, from: typeof queries) =>
    from
      .selectFrom('releases')
      .selectAll('releases')
      .select(sql<number>`releases.rowid`.as('row'))
      .where(sql<boolean>`(releases.created_at, releases.rowid) < (${created_at}, ${row})`)
      .orderBy('releases.created_at', 'desc')
      .orderBy(sql`releases.rowid`, 'desc')
      .limit(rows);
  const ofAny = statement<Asked, AgedRow>(db, all);
  const ofHost = statement<Asked & { host: string }, AgedRow>(db, (slots, from) =>
    all(slots, from).where(({ exists, selectFrom }) =>
      exists(
        selectFrom('release_entries')
          .select('hostname')
          .whereRef('release_entries.release_id', '=', 'releases.id')
          .where('hostname', '=', slots.host),
      ),
    ),
  );
  return (asked: Asked, host: string | undefined) =>
    host === undefined ? ofAny.all(asked) : ofHost.all({ ...asked, host });
}

const lengthOf = ({ hostname, store_path, platform, tags }: EntryRow): number =>
  hostname.length + store_path.length + platform.length + tags.length;

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
