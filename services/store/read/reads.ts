import { openReader } from '../open.ts';
import { type ActorReads, createActorReads } from './actors.ts';
import { type AuditReads, createAuditReads } from './audit.ts';
import { type ComplianceReads, createComplianceReads } from './compliance.ts';
import { createEventReads, type EventReads } from './events.ts';
import { createFigureReads, type FigureReads } from './figures.ts';
import { createKeyReads, type KeyReads } from './keys.ts';
import { createLinkReads, type LinkReads } from './links.ts';
import { createLiveMachineReads, type LiveMachineReads } from './live-machines.ts';
import { createMachineReads, type MachineReads } from './machines.ts';
import { createReleaseReads, type ReleaseReads } from './releases.ts';
import { createRolloutReads, type RolloutReads } from './rollouts.ts';
import { createWhyReads, type WhyReads } from './why.ts';

/** All questions that can be asked of the control plane's database, on a connection of their own. */
export interface Reads {
  readonly keys: KeyReads;
  readonly machines: MachineReads;
  readonly liveMachines: LiveMachineReads;
  readonly releases: ReleaseReads;
  readonly rollouts: RolloutReads;
  readonly why: WhyReads;
  readonly actors: ActorReads;
  readonly events: EventReads;
  readonly audit: AuditReads;
  readonly links: LinkReads;
  readonly compliance: ComplianceReads;
  readonly figures: FigureReads;
  close(): void;
}

/** Opens a database that `openStore` has prepared, for reading. Throws `BadConfig`. */
export function openReads(path: string): Reads {
  const db = openReader(path);
  return {
    keys: createKeyReads(db),
    machines: createMachineReads(db),
    liveMachines: createLiveMachineReads(db),
    releases: createReleaseReads(db),
    rollouts: createRolloutReads(db),
    why: createWhyReads(db),
    actors: createActorReads(db),
    events: createEventReads(db),
    audit: createAuditReads(db),
    links: createLinkReads(db),
    compliance: createComplianceReads(db),
    figures: createFigureReads(db),
    close: () => void db.close(),
  };
}
