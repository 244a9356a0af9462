import type { Release } from '../model/release.ts';

/** Which releases may go: not the newest `keep`, and none that was made after `before` (ms since the epoch), if that is told. */
export function oldReleases<Known extends Pick<Release, 'id' | 'created_at'>>(
  releases: readonly Known[],
  { keep, before }: { readonly keep: number; readonly before: number | undefined },
): Known[] {
  const newestFirst = releases.toSorted((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
  return newestFirst.slice(keep).filter(({ created_at: at }) => before === undefined || Date.parse(at) < before);
}
