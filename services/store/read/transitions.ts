import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Transition } from '../../../machines/model/actor.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { activeStates } from '../../../machines/policy/active-states.ts';
import { statement } from '../statement.ts';
import { idBelow } from './id-cursor.ts';
import { pageOf } from './page-of.ts';
import { storedFields, storedJson } from './stored-json.ts';

/** Questions about the steps that actors have taken. */
export interface TransitionReads {
  /** Steps of an actor, newest first. Throws `BadInput` for a cursor that is none. */
  history(address: string, question: PageQuestion): Page<Transition>;
  /** Steps of an actor after `seq`, oldest first. */
  since(address: string, seq: number, limit: number): Transition[];
  /** When it took its last step, ms since the epoch; undefined: none is kept. */
  lastAt(address: string): number | undefined;
  /** The newest `seq` that was ever given, 0 if none: also when its row is gone. */
  lastSeq(): number;
  /** Up to which `seq` steps of this actor may be gone; 0: all that it has taken are there. */
  lostUpTo(address: string): number;
  /** Whose steps came after `seq`, and how many they are. */
  countsSince(seq: number): { readonly address: string; readonly steps: number }[];
}

interface StepRow {
  readonly seq: number;
  readonly address: string;
  readonly delivery: number;
  readonly at: number;
  readonly event: string;
  readonly detail: string;
  readonly taken: string;
  readonly state: string;
}

/** The questions about steps, on a reader's connection. */
export function createTransitionReads(db: Database): TransitionReads {
  const newest = statement<{ address: string; below: number; rows: number }, StepRow>(
    db,
    ({ address, below, rows }, from) =>
      from
        .selectFrom('transitions')
        .selectAll()
        .where('address', '=', address)
        .where('seq', '<', below)
        .orderBy('seq', 'desc')
        .limit(rows)
        .$castTo<StepRow>(),
  );
  const since = statement<{ address: string; seq: number; limit: number }, StepRow>(
    db,
    ({ address, seq, limit }, from) =>
      from
        .selectFrom('transitions')
        .selectAll()
        .where('address', '=', address)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .$castTo<StepRow>(),
  );
  const oldestOf = statement<{ address: string }, Pick<StepRow, 'event'>>(db, ({ address }, from) =>
    from.selectFrom('transitions').select('event').where('address', '=', address).orderBy('seq').limit(1),
  );
  const oldest = statement<object, { seq: number }>(db, (_, from) =>
    from.selectFrom('transitions').select('seq').orderBy('seq').limit(1).$castTo<{ seq: number }>(),
  );
  const lastAt = statement<{ address: string }, { at: number }>(db, ({ address }, from) =>
    from.selectFrom('transitions').select('at').where('address', '=', address).orderBy('seq', 'desc').limit(1),
  );
  const counts = statement<{ seq: number }, { address: string; steps: number }>(db, ({ seq }, from) =>
    from
      .selectFrom('transitions')
      .select(({ fn }) => ['address', fn.countAll<number>().as('steps')])
      .where('seq', '>', seq)
      // The plus keeps SQLite from the index by address: it would go through all of it, every few ms.
      .groupBy(sql`+address`),
  );
  // SQLite's own table of AUTOINCREMENT counters, which Kysely's `Tables` does not know.
  const last = db.prepare<[], { seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'transitions'`);
  const lastSeq = () => last.get()?.seq ?? 0;
  return {
    history(address, { limit, after }) {
      const rows = newest.all({ address, below: idBelow(after), rows: limit + 1 });
      return pageOf(rows, limit, { item: transitionOf, cursor: ({ seq }) => String(seq) });
    },
    since: (address, seq, limit) => since.all({ address, seq, limit }).map(transitionOf),
    lastAt: (address) => lastAt.get({ address })?.at,
    lastSeq,
    lostUpTo(address) {
      // An actor whose first step is there has lost none: the oldest go first.
      if (oldestOf.get({ address })?.event === FIRST) return 0;
      return (oldest.get({})?.seq ?? lastSeq() + 1) - 1;
    },
    countsSince: (seq) => counts.all({ seq }),
  };
}

/** The event of the step with which an actor begins. */
const FIRST = 'xstate.init';

/** A step as it is shown. */
function transitionOf({ at, detail, taken, state, ...row }: StepRow): Transition {
  const value = storedJson(state);
  return {
    ...row,
    at: new Date(at).toISOString(),
    detail: storedFields(detail),
    taken: movesIn(storedJson(taken)),
    state: value,
    active: activeStates(value),
  };
}

const movesIn = (value: unknown): Transition['taken'] =>
  (Array.isArray(value) ? value : []).flatMap((move: unknown) => (isMove(move) ? [move] : []));

const isMove = (move: unknown): move is Transition['taken'][number] =>
  typeof move === 'object' &&
  move !== null &&
  'from' in move &&
  typeof move.from === 'string' &&
  'to' in move &&
  Array.isArray(move.to);
