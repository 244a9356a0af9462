import type { Release } from '../../machines/model/release.ts';
import { minute, second } from './moment.ts';
import { printable } from '../../services/host/printable.ts';
import { compactPath } from './store-path.ts';
import { cutting, details, table, type TableLook } from './table.ts';

const LIST_COLUMNS = ['id', 'revision', 'hosts', 'created', cutting('by')];
const ENTRY_COLUMNS = ['host', 'platform', { head: 'store path', shrink: compactPath }, cutting('tags')];

/** Releases, a line each. */
export function releaseTable(releases: readonly Release[], look: TableLook): string[] {
  if (releases.length === 0) return ['No releases. Make one with nixfleet release create --push-to <cache>.'];
  const rows = releases.map((release) => [
    release.id,
    release.flake_rev?.slice(0, 8) ?? '-',
    String(release.host_count),
    minute(release.created_at),
    release.created_by,
  ]);
  return table(LIST_COLUMNS, rows, look);
}

/** One release with its hosts. */
export function releaseLines(release: Release, look: TableLook): string[] {
  const about = details([
    ['Release', printable(release.id)],
    ['Flake ref', printable(release.flake_ref ?? '-')],
    ['Flake rev', printable(release.flake_rev ?? '-')],
    ['Cache URL', printable(release.cache_url ?? '-')],
    ['Hosts', String(release.host_count)],
    ['Created', second(release.created_at)],
    ['By', printable(release.created_by)],
  ]);
  const rows = release.entries.map(({ hostname, platform, store_path: path, tags }) => [
    hostname,
    platform,
    path,
    tags.join(', ') || '-',
  ]);
  return [...about, '', ...table(ENTRY_COLUMNS, rows, look)];
}
