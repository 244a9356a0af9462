import type { Database } from 'better-sqlite3';
import { BadSnapshot } from '../../machines/errors.ts';
import { statement } from './statement.ts';

/** The table of actor states; the agent has the same one in its own database. */
export const SNAPSHOTS_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS snapshots (
    address TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    deliveries INTEGER NOT NULL,
    pending INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS snapshots_pending ON snapshots(address) WHERE pending = 1`,
];

/** An actor's state as it is stored. */
export interface StoredSnapshot {
  readonly version: number;
  /** XState's persisted snapshot, JSON. */
  readonly state: unknown;
  /** How many deliveries it has taken; numbers its mail. */
  readonly deliveries: number;
  /** Has effects that run again when it is restored. */
  readonly pending: boolean;
}

/** The snapshots of a database. */
export interface Snapshots {
  /** Throws `BadSnapshot` for a state that is no JSON. */
  get(address: string): StoredSnapshot | undefined;
  put(address: string, snapshot: StoredSnapshot): void;
  remove(address: string): void;
  /** Addresses of actors with effects to run again. */
  pending(): string[];
}

/** The snapshots of a database that has `SNAPSHOTS_DDL`. */
export function createSnapshots(db: Database): Snapshots {
  const get = statement<{ address: string }, { version: number; state: string; deliveries: number; pending: number }>(
    db,
    ({ address }, from) =>
      from.selectFrom('snapshots').select(['version', 'state', 'deliveries', 'pending']).where('address', '=', address),
  );
  const put = statement<
    { address: string; version: number; state: string; deliveries: number; pending: number },
    never
  >(db, ({ address, version, state, deliveries, pending }, from) =>
    from
      .insertInto('snapshots')
      .values({ address, version, state, deliveries, pending })
      .onConflict((conflict) => conflict.column('address').doUpdateSet({ version, state, deliveries, pending }))
      .$castTo<never>(),
  );
  const remove = statement<{ address: string }, never>(db, ({ address }, from) =>
    from.deleteFrom('snapshots').where('address', '=', address).$castTo<never>(),
  );
  const pending = statement<object, { address: string }>(db, (_, from) =>
    from.selectFrom('snapshots').select('address').where('pending', '=', 1).orderBy('address'),
  );
  return {
    get(address) {
      const row = get.get({ address });
      return row && { ...row, state: parsed(address, row.state), pending: row.pending === 1 };
    },
    put: (address, { version, state, deliveries, pending: hasEffects }) =>
      void put.run({ address, version, state: JSON.stringify(state), deliveries, pending: hasEffects ? 1 : 0 }),
    remove: (address) => void remove.run({ address }),
    pending: () => pending.all({}).map(({ address }) => address),
  };
}

function parsed(address: string, state: string): unknown {
  try {
    return JSON.parse(state);
  } catch (cause) {
    throw new BadSnapshot(`the stored state of ${address} is no JSON`, { address }, { cause });
  }
}

const PAGE = 500;

/** All actors as they are stored, read a few at a time. Throws for a state that is no JSON. */
export function* storedActors(db: Database): Generator<StoredSnapshot & { readonly address: string }> {
  const page = statement<
    { after: string; limit: number },
    { address: string; version: number; state: string; deliveries: number; pending: number }
  >(db, ({ after, limit }, from) =>
    from.selectFrom('snapshots').selectAll().where('address', '>', after).orderBy('address').limit(limit),
  );
  for (let after = ''; ;) {
    const rows = page.all({ after, limit: PAGE });
    for (const row of rows) yield { ...row, state: JSON.parse(row.state) as unknown, pending: row.pending === 1 };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.address;
  }
}
