import type { Database } from 'better-sqlite3';
import type { ApiKey, Role } from '../../../machines/model/key.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { storedTime, wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';
import { BOOTSTRAP_CLOSED } from '../setting-names.ts';
import { statement } from '../statement.ts';
import type { ApiKeyRow } from '../tables.ts';
import { idAbove } from './id-cursor.ts';
import { pageOf } from './page-of.ts';

/** A key as a request is judged by it. */
export interface KnownKey {
  readonly id: number;
  readonly hash: string;
  readonly name: string;
  readonly role: Role;
  /** ms since the epoch; null: never. */
  readonly expiresAt: number | null;
  /** ms since the epoch, within a minute; null: never. */
  readonly lastUsedAt: number | null;
}

/** Questions about API keys. */
export interface KeyReads {
  /** The key with this SHA-256 (lower-case hex). Read each time: operators insert and delete keys with `sqlite3`. */
  find(hash: string): KnownKey | undefined;
  /** The oldest keys first. Throws `BadInput`. */
  list(question: PageQuestion): Page<ApiKey>;
  /** There is no key, and none was ever made here: the first caller of bootstrap gets one. */
  isUnclaimed(): boolean;
}

type ListedRow = Omit<ApiKeyRow, 'id' | 'role' | 'created_at' | 'key_hash'> & {
  readonly id: number;
  readonly role: Role;
  readonly created_at: string;
};

/** The questions about API keys, on a reader's connection. */
export function createKeyReads(db: Database): KeyReads {
  const find = statement<{ hash: string }, KnownKey>(db, ({ hash }, from) =>
    from
      .selectFrom('api_keys')
      .select(['id', 'key_hash as hash', 'name', 'role', 'expires_at as expiresAt', 'last_used_at as lastUsedAt'])
      .where('key_hash', '=', hash),
  );
  const page = statement<{ after: number; rows: number }, ListedRow>(db, ({ after, rows }, from) =>
    from
      .selectFrom('api_keys')
      .select(['id', 'name', 'role', 'created_at', 'created_by', 'expires_at', 'last_used_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(rows),
  );
  const claims = db.prepare<[], number>(
    `SELECT EXISTS (SELECT 1 FROM api_keys) OR EXISTS (SELECT 1 FROM settings WHERE name = '${BOOTSTRAP_CLOSED}')`,
  );
  return {
    isUnclaimed: () => claims.pluck().get() === 0,
    find: (hash) => find.get({ hash }),
    list({ limit, after }) {
      const rows = page.all({ after: idAbove(after), rows: limit + 1 });
      return pageOf(rows, limit, { item: apiKeyOf, cursor: ({ id }) => String(id) });
    },
  };
}

const apiKeyOf = ({ id, name, role, created_at, created_by, expires_at, last_used_at }: ListedRow): ApiKey => ({
  id,
  name,
  role,
  created_at: storedTime(created_at),
  created_by,
  expires_at: wholeSecondsOrNull(expires_at),
  last_used_at: wholeSecondsOrNull(last_used_at),
});
