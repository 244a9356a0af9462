import { openReader } from '../open.ts';
import { type AuditReads, createAuditReads } from './audit.ts';
import { createEventReads, type EventReads } from './events.ts';
import { createKeyReads, type KeyReads } from './keys.ts';
import { createMachineReads, type MachineReads } from './machines.ts';
import { createReleaseReads, type ReleaseReads } from './releases.ts';
import { createRolloutReads, type RolloutReads } from './rollouts.ts';

/** All questions that can be asked of the control plane's database, on a connection of their own. */
export interface Reads {
  readonly keys: KeyReads;
  readonly machines: MachineReads;
  readonly releases: ReleaseReads;
  readonly rollouts: RolloutReads;
  readonly events: EventReads;
  readonly audit: AuditReads;
  close(): void;
}

/** Opens a database that `openStore` has prepared, for reading. Throws `BadConfig`. */
export function openReads(path: string): Reads {
  const db = openReader(path);
  return {
    keys: createKeyReads(db),
    machines: createMachineReads(db),
    releases: createReleaseReads(db),
    rollouts: createRolloutReads(db),
    events: createEventReads(db),
    audit: createAuditReads(db),
    close: () => void db.close(),
  };
}
