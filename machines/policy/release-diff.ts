import type { ReleaseDiff, ReleaseEntry } from '../model/release.ts';

type Entries = readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[];

/** What changes for whom from the entries of one release to those of another, in the order of the entries. */
export function releaseDiff(from: Entries, to: Entries): ReleaseDiff {
  const before = pathsOf(from);
  const after = pathsOf(to);
  const kept = from.filter(({ hostname }) => after.has(hostname));
  return {
    added: to.flatMap(({ hostname }) => (before.has(hostname) ? [] : [hostname])),
    removed: from.flatMap(({ hostname }) => (after.has(hostname) ? [] : [hostname])),
    changed: kept.flatMap(({ hostname, store_path }) => {
      const next = after.get(hostname) ?? store_path;
      return next === store_path ? [] : [{ hostname, old_store_path: store_path, new_store_path: next }];
    }),
    unchanged: kept.flatMap(({ hostname, store_path }) => (after.get(hostname) === store_path ? [hostname] : [])),
  };
}

const pathsOf = (entries: Entries): ReadonlyMap<string, string> =>
  new Map(entries.map(({ hostname, store_path }) => [hostname, store_path]));
