import type { ApiKey } from '../../machines/model/key.ts';
import { minute } from './moment.ts';
import { cutting, table, type TableLook } from './table.ts';

const COLUMNS = ['id', cutting('name'), 'role', 'created', cutting('by'), 'expires', 'last used'];

/** API keys as a table; `now` tells which are over. */
export function keyLines(keys: readonly ApiKey[], now: number, look: TableLook): string[] {
  if (keys.length === 0) return ['No API keys. Make the first with nixfleet bootstrap.'];
  const rows = keys.map((key) => [
    String(key.id),
    key.name,
    key.role,
    minute(key.created_at),
    key.created_by ?? '-',
    expiry(key.expires_at, now),
    key.last_used_at === null ? 'never' : minute(key.last_used_at),
  ]);
  return table(COLUMNS, rows, look);
}

function expiry(at: string | null, now: number): string {
  if (at === null) return 'never';
  return `${minute(at)}${Date.parse(at) <= now ? ' (expired)' : ''}`;
}
