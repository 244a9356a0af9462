import type { Database } from 'better-sqlite3';
import type { AgentParts } from '../../agent/agent-kind.ts';
import type { Clock } from '../../services/actors/clock.ts';
import { fleetKinds } from '../../services/actors/fleet-kinds.ts';
import type { Kind } from '../../services/actors/kinds.ts';
import { handlers, type Handlers } from '../../services/actors/requests/requests.ts';
import type { Shard, ShardParts } from '../../services/actors/shard.ts';
import type { Turn } from '../../services/actors/shard-unit.ts';
import type { AgentUnit } from '../../services/store/agent-unit.ts';
import { createMachineReads, type MachineReads } from '../../services/store/read/machines.ts';
import { Unit } from '../../services/store/unit.ts';

/** The parts of control plane and agents that a mutation may replace; each is asked for at every start of its process. */
export interface EngineParts {
  readonly kinds: (clock: Clock) => ShardParts<Unit>['kinds'];
  readonly handlers: Handlers;
  readonly createUnit: (db: Database) => Unit;
  /** The last word about what the shard is made of. */
  readonly shard: (parts: ShardParts<Unit>) => ShardParts<Unit>;
  /** Has the shard do something; ends when its caller may hear of it. */
  readonly ask: <T>(shard: Shard<Unit>, work: (turn: Turn<Unit>) => T) => Promise<T>;
  /** What machines are told when they ask; made once for a life. */
  readonly reads: (db: Database) => Pick<MachineReads, 'desired'>;
  /** What our agents are made of; asked for at every start of an agent's program. */
  readonly agent: {
    readonly parts: (parts: AgentParts) => AgentParts;
    readonly kind: (kind: Kind<AgentUnit>) => Kind<AgentUnit>;
  };
}

/** The real ones. */
export const REAL_PARTS: EngineParts = {
  kinds: fleetKinds,
  handlers,
  createUnit: (db) => new Unit(db),
  shard: (parts) => parts,
  ask: (shard, work) => shard.request(work),
  reads: createMachineReads,
  agent: { parts: (parts) => parts, kind: (kind) => kind },
};
