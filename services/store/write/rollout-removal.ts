import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';

/** Removes a rollout with all that is its own; what refers to it goes first. */
export function createRolloutRemoval(db: Database): (id: string) => void {
  const tables = ['claims', 'rollout_machines', 'rollout_skipped', 'rollout_batches', 'events'] as const;
  const dependants = tables.map((table) =>
    statement<{ id: string }, never>(db, ({ id }, from) =>
      from.deleteFrom(table).where('rollout_id', '=', id).$castTo<never>(),
    ),
  );
  const rollout = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('rollouts').where('id', '=', id).$castTo<never>(),
  );
  return (id) => {
    for (const dependant of [...dependants, rollout]) dependant.run({ id });
  };
}
