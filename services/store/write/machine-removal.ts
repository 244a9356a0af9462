import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';

/** Takes machines out of the registry. */
export interface MachineRemoval {
  /** A rollout that is not done with this machine: it is active and has it, or takes back what it did. */
  neededBy(machineId: string): string | undefined;
  /** Removes a machine with all that is its own; its reports and its parts in rollouts are history, and stay. */
  remove(machineId: string): void;
}

/** What refers to the machine goes first. */
const OWN = ['machine_tags', 'generations', 'health_reports', 'agent_logs', 'machines'] as const;

/** The removal of machines from the control plane's database; `wanted` hears of each. */
export function createMachineRemoval(db: Database, wanted: (machineId: string) => void): MachineRemoval {
  const claim = statement<{ id: string }, { rollout_id: string }>(db, ({ id }, from) =>
    from.selectFrom('claims').select('rollout_id').where('machine_id', '=', id),
  );
  // Also one that is back already: as long as the rollout waits for others it writes to all that it touched.
  const revert = statement<{ id: string }, { rollout_id: string }>(db, ({ id }, from) =>
    from
      .selectFrom('rollout_machines')
      .innerJoin('rollouts', 'rollouts.id', 'rollout_machines.rollout_id')
      .select('rollout_machines.rollout_id')
      .where('rollout_machines.machine_id', '=', id)
      .where('rollouts.phase', '=', 'reverting')
      .limit(1),
  );
  const removals = OWN.map((table) =>
    statement<{ id: string }, never>(db, ({ id }, from) =>
      from.deleteFrom(table).where('machine_id', '=', id).$castTo<never>(),
    ),
  );
  return {
    neededBy: (id) => (claim.get({ id }) ?? revert.get({ id }))?.rollout_id,
    remove(id) {
      for (const removal of removals) removal.run({ id });
      wanted(id);
    },
  };
}
