import type { Generated } from 'kysely';

/** Where a machine stands in the order of last changes; also one that was deleted. Triggers write it, nobody else. */
export interface MachineChangeRow {
  seq: Generated<number>;
  machine_id: string;
}
