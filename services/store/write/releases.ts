import type { Database } from 'better-sqlite3';
import type { ReleaseEntry } from '../../../machines/model/release.ts';
import { statement } from '../statement.ts';
import type { ReleaseRow } from '../tables.ts';

/** The releases' rows. */
export interface ReleaseWriter {
  get(id: string): ReleaseRow | undefined;
  /** Host name to store path. */
  paths(id: string): Map<string, string>;
  add(release: ReleaseRow, entries: readonly ReleaseEntry[]): void;
  /** A rollout that was made from it, whatever became of it. */
  usedBy(id: string): string | undefined;
  /** Removes a release with its entries. */
  remove(id: string): void;
}

interface EntryValues {
  release_id: string;
  hostname: string;
  store_path: string;
  platform: string;
  tags: string;
}

/** The releases in the control plane's database. */
export function createReleaseWriter(db: Database): ReleaseWriter {
  const get = statement<{ id: string }, ReleaseRow>(db, ({ id }, from) =>
    from.selectFrom('releases').selectAll().where('id', '=', id),
  );
  const paths = statement<{ id: string }, { hostname: string; store_path: string }>(db, ({ id }, from) =>
    from.selectFrom('release_entries').select(['hostname', 'store_path']).where('release_id', '=', id),
  );
  const add = statement<ReleaseRow, never>(
    db,
    ({ id, flake_ref, flake_rev, cache_url, host_count, created_at, created_by }, from) =>
      from
        .insertInto('releases')
        .values({ id, flake_ref, flake_rev, cache_url, host_count, created_at, created_by })
        .$castTo<never>(),
  );
  const addEntry = statement<EntryValues, never>(db, ({ release_id, hostname, store_path, platform, tags }, from) =>
    from.insertInto('release_entries').values({ release_id, hostname, store_path, platform, tags }).$castTo<never>(),
  );
  const usedBy = statement<{ id: string }, { id: string }>(db, ({ id }, from) =>
    from.selectFrom('rollouts').select('id').where('release_id', '=', id).limit(1),
  );
  const removeEntries = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('release_entries').where('release_id', '=', id).$castTo<never>(),
  );
  const remove = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('releases').where('id', '=', id).$castTo<never>(),
  );
  return {
    get: (id) => get.get({ id }),
    paths: (id) => new Map(paths.all({ id }).map(({ hostname, store_path }) => [hostname, store_path])),
    add(release, entries) {
      add.run(release);
      for (const { hostname, store_path, platform, tags } of entries) {
        addEntry.run({ release_id: release.id, hostname, store_path, platform, tags: JSON.stringify(tags) });
      }
    },
    usedBy: (id) => usedBy.get({ id })?.id,
    remove(id) {
      removeEntries.run({ id });
      remove.run({ id });
    },
  };
}
