import type { Database } from 'better-sqlite3';
import type { Role } from '../../../machines/model/key.ts';
import type { KeyStanding } from '../../../machines/policy/key-rules.ts';
import { sqliteText } from '../../../machines/policy/timestamp.ts';
import { statement } from '../statement.ts';

/** A key as it is stored: by the SHA-256 of its text, lower-case hex. */
export interface StoredKey {
  readonly hash: string;
  readonly name: string;
  readonly role: Role;
  /** ms since the epoch; null: never. */
  readonly expiresAt: number | null;
  readonly createdBy: string;
}

/** A key without what could be used. */
export interface NamedKey extends KeyStanding {
  readonly id: number;
  readonly name: string;
}

/** The API keys' rows. */
export interface KeyWriter {
  hasAny(): boolean;
  get(id: number): NamedKey | undefined;
  /** All keys of administrators. */
  admins(): NamedKey[];
  /** Adds a key; its id. */
  add(key: StoredKey, now: number): number;
  /** Notes that a key was used; one that is gone is gone. */
  used(id: number, at: number): void;
  remove(id: number): void;
}

interface KeyValues {
  readonly key_hash: string;
  readonly name: string;
  readonly role: Role;
  readonly expires_at: number | null;
  readonly created_at: string;
  readonly created_by: string;
}

/** The API keys in the control plane's database. */
export function createKeyWriter(db: Database): KeyWriter {
  const any = statement<object, { id: number }>(db, (_, from) => from.selectFrom('api_keys').select('id').limit(1));
  const get = statement<{ id: number }, NamedKey>(db, ({ id }, from) =>
    from.selectFrom('api_keys').select(['id', 'name', 'role', 'expires_at as expiresAt']).where('id', '=', id),
  );
  const admins = statement<object, NamedKey>(db, (_, from) =>
    from.selectFrom('api_keys').select(['id', 'name', 'role', 'expires_at as expiresAt']).where('role', '=', 'admin'),
  );
  const add = statement<KeyValues, never>(db, ({ key_hash, name, role, expires_at, created_at, created_by }, from) =>
    from.insertInto('api_keys').values({ key_hash, name, role, expires_at, created_at, created_by }).$castTo<never>(),
  );
  const used = statement<{ id: number; at: number }, never>(db, ({ id, at }, from) =>
    from.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).$castTo<never>(),
  );
  const remove = statement<{ id: number }, never>(db, ({ id }, from) =>
    from.deleteFrom('api_keys').where('id', '=', id).$castTo<never>(),
  );
  return {
    hasAny: () => any.get({}) !== undefined,
    get: (id) => get.get({ id }),
    admins: () => admins.all({}),
    add({ hash, name, role, expiresAt, createdBy }, now) {
      const times = { created_at: sqliteText(now), expires_at: expiresAt };
      return add.add({ key_hash: hash, name, role, created_by: createdBy, ...times });
    },
    used: (id, at) => void used.run({ id, at }),
    remove: (id) => void remove.run({ id }),
  };
}
