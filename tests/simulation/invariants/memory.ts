import type { Database } from 'better-sqlite3';
import type { ControlPlane } from '../control-plane.ts';
import type { Address } from '../../../services/actors/address.ts';

/** An actor whose state in memory is not the one that was committed; undefined: there is none. */
export function aheadOfDisk(db: Database, plane: Pick<ControlPlane, 'snapshot'>): string | undefined {
  const stored = db.prepare<[], { address: string; state: string }>('SELECT address, state FROM snapshots').all();
  for (const { address, state } of stored) {
    const live = plane.snapshot(address as Address);
    if (live === undefined) continue;
    const { value, context } = JSON.parse(state) as { value: unknown; context: unknown };
    const [disk, memory] = [JSON.stringify({ value, context }), textOf(live.value, live.context)];
    if (disk !== memory) return `${address} is ${memory} in memory and ${disk} on disk`;
  }
  return undefined;
}

const textOf = (value: unknown, context: unknown): string => JSON.stringify({ value, context });
