import type { Database } from 'better-sqlite3';
import { EVENTS_TRIMMED } from '../setting-names.ts';
import { statement } from '../statement.ts';
import { isStorageFailure } from '../storage-failure.ts';
import type { Tables } from '../tables.ts';
import { createSettingWriter, type SettingWriter } from './settings.ts';
import { IS_ACTIVE } from '../active-rollouts.ts';

/** A step of retention: which rows are looked at, and which of them go. */
export interface Trim {
  readonly table: TrimmedTable;
  /** Rows from before this moment go; ms since the epoch. */
  readonly before: number;
  /** Where the step before this one ended; 0 for the first. */
  readonly after: number;
}

/** What a step of retention came to. */
export interface Trimmed {
  readonly removed: number;
  /** Where the next step begins; null: there is nothing left to do. */
  readonly next: number | null;
}

/** Takes old rows out of the tables that grow by themselves, a few at a time. */
export interface Trimmer {
  trim(step: Trim): Trimmed;
  /**
   * After the commit of a step: copies the pages that it touched from the log to their places. Old rows lie all over the
   * indexes, and left to add up, the pages of some steps are a checkpoint of 50 ms that some other commit waits for.
   */
  settle(): void;
}

/** Tables that grow by themselves. */
export type TrimmedTable = keyof typeof ROWS | 'answers';

/** Rows that a step looks at. A commit that waits for it must not feel it: those with long texts count for more. */
const ROWS = {
  reports: 100,
  health_reports: 50,
  audit_entries: 250,
  events: 250,
  agent_logs: 250,
  dead_letters: 50,
  transitions: 250,
  evidence: 10,
} as const;

/** The answer to a large rollout is a megabyte. */
const ANSWERS = 10;

/** Retention in the control plane's database. Ids grow with time: the oldest rows are the first ones. */
export function createTrimmer(db: Database): Trimmer {
  const settings = createSettingWriter(db);
  const steps = {
    reports: prepareStep(db, 'reports', 'received_at'),
    health_reports: prepareStep(db, 'health_reports', 'received_at'),
    audit_entries: prepareStep(db, 'audit_entries', 'at'),
    events: prepareStep(db, 'events', 'at'),
    agent_logs: prepareStep(db, 'agent_logs', 'received_at'),
    dead_letters: prepareStep(db, 'dead_letters', 'at'),
    transitions: prepareStep(db, 'transitions', 'at'),
    evidence: prepareStep(db, 'evidence', 'received_at'),
    answers: prepareAnswers(db),
  };
  let hasTrimmed = false;
  return {
    settle() {
      if (!hasTrimmed) return;
      hasTrimmed = false;
      try {
        db.pragma('wal_checkpoint(PASSIVE)');
      } catch (error) {
        // The step is committed, in the log: a later checkpoint copies it.
        if (!isStorageFailure(error)) throw error;
      }
    },
    trim({ table, before, after }) {
      hasTrimmed = true;
      const { last, ...trimmed } = steps[table]({ before, after });
      if (table === 'events' && trimmed.removed > 0) markTrimmed(settings, { seq: last, before });
      return trimmed;
    },
  };
}

/**
 * Viewers are told of the hole: what is left before its end is only that of rollouts that were active. When those have
 * ended, their rows go as well, and the end stays where it was.
 */
function markTrimmed(settings: SettingWriter, { seq, before }: TrimmedUpTo): void {
  const text = settings.get(EVENTS_TRIMMED);
  const mark = text === undefined ? { seq: 0, before: 0 } : (JSON.parse(text) as TrimmedUpTo);
  const further: TrimmedUpTo = { seq: Math.max(mark.seq, seq), before: Math.max(mark.before, before) };
  settings.set(EVENTS_TRIMMED, JSON.stringify(further));
}

interface TrimmedUpTo {
  readonly seq: number;
  readonly before: number;
}

interface Bounds {
  readonly before: number;
  readonly after: number;
}

/** A step, and the last row in it that is old enough to go. */
type Step = (bounds: Bounds) => Trimmed & { readonly last: number };

interface Aged {
  readonly id: number;
  readonly at: number;
}

/** Events of a rollout that goes on are all kept: who follows it is to see it whole. */
const IS_ENDED = `NOT EXISTS (SELECT 1 FROM rollouts WHERE rollouts.id = events.rollout_id
  AND (${IS_ACTIVE} OR phase = 'reverting'))`;

/** The newest of a machine stays, and of those that were believed the newest. */
const IS_OUTDATED = `EXISTS (SELECT 1 FROM evidence AS later WHERE later.machine_id = evidence.machine_id
  AND later.id > evidence.id AND later.was_believed >= evidence.was_believed)`;

const ONLY: Readonly<Record<string, string>> = { events: `AND ${IS_ENDED}`, evidence: `AND ${IS_OUTDATED}` };

/** A step looks at so many rows, whatever their age: a table that has nothing to give up costs one look. */
function prepareStep<Table extends keyof typeof ROWS>(db: Database, table: Table, age: AgeOf<Table>): Step {
  const id = table === 'events' || table === 'transitions' ? 'seq' : 'id';
  const limit = ROWS[table];
  const page = db.prepare<{ after: number; limit: number }, Aged>(
    `SELECT ${id} AS id, ${age} AS at FROM ${table} WHERE ${id} > @after ORDER BY ${id} LIMIT @limit`,
  );
  const remove = db.prepare<{ after: number; last: number; before: number }>(
    `DELETE FROM ${table} WHERE ${id} > @after AND ${id} <= @last AND ${age} < @before
     ${ONLY[table] ?? ''}`,
  );
  return ({ before, after }) => {
    const rows = page.all({ after, limit });
    const last = rows.findLast(({ at }) => at < before)?.id;
    if (last === undefined) return { removed: 0, next: null, last: 0 };
    const { changes: removed } = remove.run({ after, last, before });
    return { removed, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null), last };
  };
}

type AgeOf<Table extends keyof Tables> = Extract<keyof Tables[Table], 'at' | 'received_at'>;

/** Answers have no number; their age is indexed. */
function prepareAnswers(db: Database): Step {
  const remove = statement<{ before: number; limit: number }, never>(db, ({ before, limit }, from) =>
    from
      .deleteFrom('answers')
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('actor', 'idempotency_key'),
          'in',
          selectFrom('answers')
            .select(['actor', 'idempotency_key'])
            .where('at', '<', before)
            .orderBy('at')
            .limit(limit)
            .$asTuple('actor', 'idempotency_key'),
        ),
      )
      .$castTo<never>(),
  );
  return ({ before, after }) => {
    const removed = remove.run({ before, limit: ANSWERS });
    return { removed, next: removed < ANSWERS ? null : after + removed, last: 0 };
  };
}
