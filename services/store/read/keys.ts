import type { Database } from 'better-sqlite3';
import type { Role } from '../../../machines/model/key.ts';
import { statement } from '../statement.ts';

/** A key as a request is judged by it. */
export interface KnownKey {
  readonly hash: string;
  readonly name: string;
  readonly role: Role;
}

/** Questions about API keys. */
export interface KeyReads {
  /** The key with this SHA-256 (lower-case hex). Read each time: operators insert and delete keys with `sqlite3`. */
  find(hash: string): KnownKey | undefined;
}

/** The questions about API keys, on a reader's connection. */
export function createKeyReads(db: Database): KeyReads {
  const find = statement<{ hash: string }, KnownKey>(db, ({ hash }, from) =>
    from.selectFrom('api_keys').select(['key_hash as hash', 'name', 'role']).where('key_hash', '=', hash),
  );
  return { find: (hash) => find.get({ hash }) };
}
