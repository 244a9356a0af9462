import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Verdict } from '../../../machines/model/rollout.ts';
import { statement } from '../statement.ts';
import type { RolloutBatchRow } from '../tables.ts';
import type { JudgedMachine, MachinePart, RolloutParts } from './rollout-detail.ts';

/** The batches and machines of a rollout. */
export interface RolloutPartReads {
  /** For a list, which may have a hundred thousand machines in it. */
  short(rolloutId: string): RolloutParts;
  whole(rolloutId: string): RolloutParts & { readonly machines: readonly MachinePart[] };
}

/** The questions about the parts of a rollout, on a reader's connection. */
export function createRolloutParts(db: Database): RolloutPartReads {
  const batches = statement<{ id: string }, RolloutBatchRow>(db, ({ id }, from) =>
    from.selectFrom('rollout_batches').selectAll().where('rollout_id', '=', id).orderBy('batch_index'),
  );
  const machines = statement<{ id: string }, MachinePart>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_machines')
      .selectAll()
      .where('rollout_id', '=', id)
      .orderBy('batch_index')
      .orderBy('position'),
  );
  // A row for each batch: to make an object of each machine's row takes twice as long as to parse one text.
  const judged = statement<{ id: string }, { batch_index: number; machines: string }>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_machines')
      .select([
        'batch_index',
        sql<string>`json_group_array(json_array(machine_id, verdict, reason) ORDER BY position)`.as('machines'),
      ])
      .where('rollout_id', '=', id)
      .groupBy('batch_index'),
  );
  return {
    short: (id) => ({ batches: batches.all({ id }), machines: judged.all({ id }).flatMap(machinesIn) }),
    whole: (id) => ({ batches: batches.all({ id }), machines: machines.all({ id }) }),
  };
}

function machinesIn({ batch_index, machines }: { batch_index: number; machines: string }): JudgedMachine[] {
  const rows = JSON.parse(machines) as [string, Verdict, string | null][];
  return rows.map(([machine_id, verdict, reason]) => ({ machine_id, batch_index, verdict, reason }));
}
