import type { Database } from 'better-sqlite3';
import type { Role } from '../../../machines/model/key.ts';
import { statement } from '../statement.ts';

/** The API keys' rows. */
export interface KeyWriter {
  hasAny(): boolean;
  /** Adds a key by the SHA-256 of its text, lower-case hex. */
  add(key: { key_hash: string; name: string; role: Role }): void;
}

/** The API keys in the control plane's database. */
export function createKeyWriter(db: Database): KeyWriter {
  const any = statement<object, { id: number }>(db, (_, from) => from.selectFrom('api_keys').select('id').limit(1));
  const add = statement<{ key_hash: string; name: string; role: Role }, never>(db, ({ key_hash, name, role }, from) =>
    from.insertInto('api_keys').values({ key_hash, name, role }).$castTo<never>(),
  );
  return { hasAny: () => any.get({}) !== undefined, add: (key) => void add.run(key) };
}
