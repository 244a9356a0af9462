import { setImmediate as breath } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { type ExpressionBuilder, type ExpressionWrapper, sql, type SqlBool } from 'kysely';
import type { ActorStatus } from '../../../machines/model/actor.ts';
import type { PageQuestion } from '../../../machines/model/page.ts';
import { activeStates } from '../../../machines/policy/active-states.ts';
import { statement } from '../statement.ts';
import type { Tables } from '../tables.ts';
import { storedFields } from './stored-json.ts';

/** An actor as it is stored. */
export interface ActorRow {
  readonly address: string;
  readonly version: number;
  readonly state: string;
  readonly deliveries: number;
  readonly pending: number;
}

/** Which actors: those for which all of it is so. */
export interface ActorQuestion extends PageQuestion {
  readonly kind?: string | undefined;
  readonly status?: ActorStatus | undefined;
  /** Part of the address or of the id of an active state, in whatever case. */
  readonly search?: string | undefined;
}

/** Addresses of actors that are quarantined, and why. */
export type Problems = ReadonlyMap<string, string>;

/** Finds actors. */
export interface ActorSearch {
  /** Those asked for, by address; one more than `limit` when there are more. Others have their turn while it looks. */
  rows(question: ActorQuestion, problems: Problems): Promise<ActorRow[]>;
}

/** How many rows are read at once by who looks into each. */
const CHUNK = 500;
/** Behind every address. */
const END = '\u{10ffff}';

/** As `problemOf` sees it. */
const IS_UNREADABLE = sql<boolean>`CASE WHEN json_valid(state) THEN json_type(state, '$.value') IS NULL ELSE 1 END`;

/** Finds actors, on a reader's connection. */
export function createActorSearch(db: Database): ActorSearch {
  const scans = {
    all: prepareScan(db, () => sql<boolean>`1`),
    // The index of those that are pending has no others.
    waiting: prepareScan(db, ({ eb }) => eb('pending', '=', eb.lit(1))),
    resting: prepareScan(db, ({ eb }) => eb('pending', '=', eb.lit(0))),
    quarantined: prepareScan(
      db,
      ({ among }) => sql<boolean>`(address IN (SELECT value FROM json_each(${among})) OR ${IS_UNREADABLE})`,
    ),
  };
  return {
    async rows({ kind, status, search, limit, after = '' }, problems) {
      const scan = scans[status ?? 'all'];
      const begin = kind === undefined ? '' : `${kind}:`;
      const before = kind === undefined ? END : `${kind};`;
      const among = JSON.stringify(status === 'quarantined' ? [...problems.keys()] : []);
      const isFound = matcher(search);
      const found: ActorRow[] = [];
      // All of them are wanted when nothing is looked for.
      const chunk = status === undefined && (search ?? '') === '' ? Math.min(limit + 1, CHUNK) : CHUNK;
      for (let from = after > begin ? after : begin; ;) {
        const rows = scan.all({ after: from, before, among, rows: chunk });
        for (const row of rows) {
          if (!isFound(row) || (status !== undefined && statusOf(row, problemOf(row, problems)) !== status)) continue;
          if (found.push(row) > limit) return found;
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < chunk) return found;
        from = last.address;
        await breath();
      }
    },
  };
}

/** Why an actor is quarantined, or would be if somebody told it something; null: it is well. */
export const problemOf = ({ address, state }: ActorRow, problems: Problems): string | null =>
  problems.get(address) ?? ('value' in storedFields(state) ? null : 'its stored state cannot be read');

/** How an actor is that has this problem, or none. */
export function statusOf({ pending }: ActorRow, problem: string | null): ActorStatus {
  if (problem !== null) return 'quarantined';
  return pending === 1 ? 'waiting' : 'resting';
}

/** The kind in an address. */
export const kindIn = (address: string): string => address.slice(0, Math.max(0, address.indexOf(':')));

/** Nothing is asked of SQLite: it knows neither the ids of states nor letters beyond ASCII. */
function matcher(search: string | undefined): (row: ActorRow) => boolean {
  const wanted = (search ?? '').toLowerCase();
  if (wanted === '') return () => true;
  const has = (text: string) => text.toLowerCase().includes(wanted);
  // To read a state takes longer than to look whether its text could have it: ids are made of names and underscores.
  const names = wanted.split('__').map((name) => name.replaceAll(/^_+|_+$/g, ''));
  const mayHave = (state: string) => {
    const text = state.toLowerCase();
    return names.every((name) => text.includes(name));
  };
  return ({ address, state }) =>
    has(address) || (mayHave(state) && activeStates(storedFields(state)['value']).some(has));
}

interface Scan {
  readonly after: string;
  readonly before: string;
  /** JSON. */
  readonly among: string;
  readonly rows: number;
}

type Condition = (parts: {
  readonly eb: ExpressionBuilder<Tables, 'snapshots'>;
  readonly among: string;
}) => ExpressionWrapper<Tables, 'snapshots', SqlBool> | ReturnType<typeof sql<boolean>>;

function prepareScan(db: Database, condition: Condition) {
  return statement<Scan, ActorRow>(db, ({ after, before, among, rows }, from) =>
    from
      .selectFrom('snapshots')
      .selectAll()
      .where('address', '>', after)
      .where('address', '<', before)
      .where((eb) => condition({ eb, among }))
      .orderBy('address')
      .limit(rows),
  );
}
