import type { ReleaseEntry } from '../../../machines/model/release.ts';

/** The entries that have every word of a search in their name, tags, platform or path. */
export function entrySearch(entries: readonly ReleaseEntry[], search: string): readonly ReleaseEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter(({ hostname, store_path, platform, tags }) => {
    const text = [hostname, platform, store_path, ...tags].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
