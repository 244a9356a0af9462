import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';

/** How far a clock may be set back without an entry being missed. */
const SET_BACK_MS = 5 * 60_000;

/** The ids of the audit between which all entries of a span of time lie, and perhaps a few more; `below` is not included. */
export interface IdSpan {
  readonly from: number;
  readonly below: number;
}

/**
 * Finds spans of time in the audit without an index on time, which every report would have to pay for: ids are given in
 * the order of time but where the clock was set back.
 */
export function createAuditSpans(db: Database): (since: number | undefined, until: number | undefined) => IdSpan {
  const at = statement<{ id: number }, { at: number; id: number }>(db, ({ id }, from) =>
    from.selectFrom('audit_events').select(['id', 'at']).where('id', '<=', id).orderBy('id', 'desc').limit(1),
  );
  /** The lowest id from which on entries are of `time` or later. */
  const firstFrom = (time: number): number => {
    let [low, high] = [0, (at.get({ id: Number.MAX_SAFE_INTEGER })?.id ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((at.get({ id: middle })?.at ?? Number.NEGATIVE_INFINITY) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return (since, until) => ({
    from: since === undefined ? 0 : firstFrom(since - SET_BACK_MS),
    below: until === undefined ? Number.MAX_SAFE_INTEGER : firstFrom(until + SET_BACK_MS),
  });
}
