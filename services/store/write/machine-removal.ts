import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';

/** Takes machines out of the registry. */
export interface MachineRemoval {
  /** Removes a machine with all that is its own; its reports and its parts in rollouts are history, and stay. */
  remove(machineId: string): void;
}

/** What refers to the machine goes first. */
const OWN = [
  ...(['machine_tags', 'generations', 'health_reports', 'agent_logs', 'failed_paths'] as const),
  ...(['evidence_standings', 'evidence_keys', 'evidence', 'machines'] as const),
] as const;

/** The removal of machines from the control plane's database; `wanted` hears of each. */
export function createMachineRemoval(db: Database, wanted: (machineId: string) => void): MachineRemoval {
  const removals = OWN.map((table) =>
    statement<{ id: string }, never>(db, ({ id }, from) =>
      from.deleteFrom(table).where('machine_id', '=', id).$castTo<never>(),
    ),
  );
  return {
    remove(id) {
      for (const removal of removals) removal.run({ id });
      wanted(id);
    },
  };
}
