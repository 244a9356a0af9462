import type { Database } from 'better-sqlite3';
import type { Role } from '../../../machines/model/key.ts';
import type { Ledger } from './ledger.ts';
import { inserter, moment, texts } from './values.ts';

interface KeyV0 {
  id: number;
  key_hash: string;
  name: string;
  role: Role;
  created_at: string;
}

/** Takes over API keys as they are: their owners go on using them. */
export function takeKeys(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(to, 'api_keys', 'id', 'key_hash', 'name', 'role', 'created_at');
  const rows = from.prepare<[], KeyV0>('SELECT id, key_hash, name, role, created_at FROM api_keys');
  for (const row of rows.iterate()) ledger.row('api_keys', row.name, () => add(row));
}

interface ReleaseV0 {
  id: string;
  flake_ref: string | null;
  flake_rev: string | null;
  cache_url: string | null;
  host_count: number;
  created_at: string;
  created_by: string;
}

interface EntryV0 {
  release_id: string;
  hostname: string;
  store_path: string;
  platform: string;
  tags: string;
}

/** Takes over releases with their entries. */
export function takeReleases(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(
    to,
    'releases',
    'id',
    'flake_ref',
    'flake_rev',
    'cache_url',
    'host_count',
    'created_at',
    'created_by',
  );
  // In this order those of one second keep theirs.
  const releases = from.prepare<[], ReleaseV0>('SELECT * FROM releases ORDER BY created_at, rowid');
  for (const { id, flake_ref, flake_rev, cache_url, host_count, created_by, created_at } of releases.iterate()) {
    const row = { id, flake_ref, flake_rev, cache_url, host_count, created_by };
    ledger.row('releases', id, () => add({ ...row, created_at: moment(created_at) }));
  }
  const addEntry = inserter(to, 'release_entries', 'release_id', 'hostname', 'store_path', 'platform', 'tags');
  for (const entry of from.prepare<[], EntryV0>('SELECT * FROM release_entries').iterate()) {
    const { release_id, hostname, store_path, platform, tags } = entry;
    ledger.row('release_entries', `${release_id} ${hostname}`, () =>
      addEntry({ release_id, hostname, store_path, platform, tags: JSON.stringify(texts(tags)) }),
    );
  }
}
