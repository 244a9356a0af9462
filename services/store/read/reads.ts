import { openReader } from '../open.ts';
import { type AuditReads, createAuditReads } from './audit.ts';
import { createEventReads, type EventReads } from './events.ts';
import { createFigureReads, type FigureReads } from './figures.ts';
import { createKeyReads, type KeyReads } from './keys.ts';
import { createLinkReads, type LinkReads } from './links.ts';
import { createMachineReads, type MachineReads } from './machines.ts';
import { createReleaseReads, type ReleaseReads } from './releases.ts';
import { createRolloutReads, type RolloutReads } from './rollouts.ts';
import { createWhyReads, type WhyReads } from './why.ts';

/** All questions that can be asked of the control plane's database, on a connection of their own. */
export interface Reads {
  readonly keys: KeyReads;
  readonly machines: MachineReads;
  readonly releases: ReleaseReads;
  readonly rollouts: RolloutReads;
  readonly why: WhyReads;
  readonly events: EventReads;
  readonly audit: AuditReads;
  readonly links: LinkReads;
  readonly figures: FigureReads;
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
    why: createWhyReads(db),
    events: createEventReads(db),
    audit: createAuditReads(db),
    links: createLinkReads(db),
    figures: createFigureReads(db),
    close: () => void db.close(),
  };
}
