import type { Database } from 'better-sqlite3';
import type { AuditEmission, EventEmission } from '../../../machines/emissions.ts';
import { statement } from '../statement.ts';
import type { AuditEntryRow, EventRow } from '../tables.ts';

/** What happened and who did it, in order and for good. */
export interface Journal {
  /** To be called when a transaction begins: before it, others may have written. */
  begin(): void;
  /** The next id of the counter that `reports` and `audit_entries` share. */
  nextEntryId(): number;
  event(event: JournalEvent, now: number): void;
  audit(entry: Omit<AuditEmission, 'type'>, now: number): void;
}

/** A row of `events`; one that is of no rollout tells of one that is no more. */
export type JournalEvent = Omit<EventEmission, 'rolloutId'> & { readonly rolloutId: string | null };

interface Sequence {
  highest: number | null;
}

/** The journal of the control plane's database. */
export function createJournal(db: Database): Journal {
  const sequence = db.prepare<[], Sequence>(
    `SELECT max(seq) AS highest FROM sqlite_sequence WHERE name IN ('reports', 'audit_entries')`,
  );
  let lastEntryId: number | undefined;
  const event = statement<Omit<EventRow, 'seq'>, never>(
    db,
    ({ at, type, rollout_id, machine_id, actor, message, detail }, from) =>
      from.insertInto('events').values({ at, type, rollout_id, machine_id, actor, message, detail }).$castTo<never>(),
  );
  const audit = statement<AuditEntryRow, never>(db, ({ id, at, actor, action, target, detail }, from) =>
    from.insertInto('audit_entries').values({ id, at, actor, action, target, detail }).$castTo<never>(),
  );
  const nextEntryId = (): number => (lastEntryId = (lastEntryId ?? sequence.get()?.highest ?? 0) + 1);
  return {
    // An operator's `sqlite3` counts on where we did: its rows have ids that would be ours.
    begin: () => (lastEntryId = undefined),
    nextEntryId,
    event: ({ name, rolloutId, machineId, actor, message, detail }, now) =>
      void event.run({
        at: now,
        type: name,
        rollout_id: rolloutId,
        machine_id: machineId ?? null,
        actor,
        message,
        detail: JSON.stringify(detail),
      }),
    audit: ({ actor, action, target, detail }, now) =>
      void audit.run({ id: nextEntryId(), at: now, actor, action, target, detail }),
  };
}
