import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Wanted } from '../../../machines/model/link.ts';
import type { LastTaken } from '../../../machines/policy/report-order.ts';
import { statement } from '../statement.ts';

/** What links ask about their machines: often, so without what only lists and pollers want. */
export interface LinkReads {
  /** The last report that was taken; undefined: the machine is unknown. */
  lastTaken(machineId: string): LastTaken | undefined;
  /** What a machine should run; undefined: nothing, or it is unknown. */
  wanted(machineId: string): Wanted | undefined;
  /** Machines of a batch, in order, with what will be wanted of them; none that run it, or whose rollout does not go on. */
  nextMembers(question: MemberQuestion): NextMember[];
}

/** Which machines of a batch: those after a position. */
export interface MemberQuestion {
  readonly rolloutId: string;
  readonly index: number;
  readonly after: number;
  readonly limit: number;
}

/** A machine that its batch has not told yet. */
export interface NextMember extends Omit<Wanted, 'assignment'> {
  readonly machineId: string;
  readonly position: number;
}

/** The questions of links, on a reader's connection. */
export function createLinkReads(db: Database): LinkReads {
  const lastTaken = statement<{ id: string }, LastTaken>(db, ({ id }, from) =>
    from.selectFrom('machines').select(['report_epoch as epoch', 'report_seq as seq']).where('machine_id', '=', id),
  );
  const wanted = statement<{ id: string }, Wanted>(db, ({ id }, from) =>
    from.selectFrom('generations').select(['assignment', 'hash', 'cache_url']).where('machine_id', '=', id),
  );
  const nextMembers = statement<MemberQuestion, NextMember>(db, ({ rolloutId, index, after, limit }, from) =>
    from
      .selectFrom('rollout_machines as part')
      .innerJoin('rollouts', 'rollouts.id', 'part.rollout_id')
      .leftJoin('machines', 'machines.machine_id', 'part.machine_id')
      .select(['part.machine_id as machineId', 'position', 'wanted as hash', 'cache_url'])
      .where('part.rollout_id', '=', rolloutId)
      .where('batch_index', '=', index)
      .where('position', '>', after)
      .where('rollouts.status', '=', sql.lit('running'))
      .whereRef('current_generation', 'is distinct from', 'wanted')
      .orderBy('position')
      .limit(limit),
  );
  return {
    lastTaken: (id) => lastTaken.get({ id }),
    wanted: (id) => wanted.get({ id }),
    nextMembers: (question) => nextMembers.all(question),
  };
}
