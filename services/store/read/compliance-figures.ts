import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import { statement } from '../statement.ts';
import { dueLapses } from './compliance.ts';

/** How compliance stands, for whoever watches the service; without machines that are decommissioned. */
export interface ComplianceFigures {
  /** What machines say of their controls, and what of it has lapsed (JSON); and how many say just that. */
  readonly statuses: readonly SaidStatuses[];
  /** Machines by the trust in their newest evidence; null: they have none. */
  readonly trust: readonly { readonly trust: string | null; readonly machines: number }[];
  /** When the oldest evidence that counts was taken, ms since the epoch; null: there is none. */
  readonly oldest: number | null;
}

/** What some machines say. */
export interface SaidStatuses {
  readonly statuses: string;
  /** Lapses, when one has come about. */
  readonly due: string | null;
  readonly machines: number;
}

/** The question about these figures at a moment (ms since the epoch), on a reader's connection. */
export function createComplianceFigures(db: Database): (now: number) => ComplianceFigures {
  const statuses = statement<{ now: number }, SaidStatuses>(db, ({ now }, from) =>
    from
      .selectFrom('evidence_standings')
      .select([sql<string>`statuses`.as('statuses'), dueLapses(now).as('due'), sql<number>`count(*)`.as('machines')])
      .where('statuses', 'is not', null)
      .where('machine_id', 'not in', decommissioned(from))
      .groupBy(['statuses', sql`due`]),
  );
  const trust = statement<object, { trust: string | null; machines: number; oldest: number | null }>(db, (_, from) =>
    from
      .selectFrom('machines')
      .leftJoin('evidence_standings as standing', 'standing.machine_id', 'machines.machine_id')
      .select(['trust', sql<number>`count(*)`.as('machines'), sql<number | null>`min(taken_at)`.as('oldest')])
      .where('lifecycle', '<>', sql.lit('decommissioned'))
      .groupBy('trust'),
  );
  return (now) => {
    const byTrust = trust.all({});
    const ages = byTrust.flatMap(({ oldest }) => (oldest === null ? [] : [oldest]));
    return {
      statuses: statuses.all({ now }),
      trust: byTrust.map(({ trust: word, machines }) => ({ trust: word, machines })),
      oldest: ages.length === 0 ? null : Math.min(...ages),
    };
  };
}

const decommissioned = (from: Parameters<Parameters<typeof statement>[1]>[1]) =>
  from.selectFrom('machines').select('machine_id').where('lifecycle', '=', sql.lit('decommissioned'));
