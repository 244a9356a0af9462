import type { Database } from 'better-sqlite3';
import type { Wanted } from '../../../machines/model/link.ts';
import type { LastTaken } from '../../../machines/policy/report-order.ts';
import { statement } from '../statement.ts';

/** What links ask about their machines: often, so without what only lists and pollers want. */
export interface LinkReads {
  /** The last report that was taken; undefined: the machine is unknown. */
  lastTaken(machineId: string): LastTaken | undefined;
  /** What a machine should run; undefined: nothing, or it is unknown. */
  wanted(machineId: string): Wanted | undefined;
}

/** The questions of links, on a reader's connection. */
export function createLinkReads(db: Database): LinkReads {
  const lastTaken = statement<{ id: string }, LastTaken>(db, ({ id }, from) =>
    from.selectFrom('machines').select(['report_epoch as epoch', 'report_seq as seq']).where('machine_id', '=', id),
  );
  const wanted = statement<{ id: string }, Wanted>(db, ({ id }, from) =>
    from.selectFrom('generations').select(['assignment', 'hash', 'cache_url']).where('machine_id', '=', id),
  );
  return { lastTaken: (id) => lastTaken.get({ id }), wanted: (id) => wanted.get({ id }) };
}
