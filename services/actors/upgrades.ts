import { BadSnapshot } from '../../machines/errors.ts';
import type { StoredSnapshot } from '../store/snapshots.ts';
import { agentTo2 } from './upgrades/agent-to-2.ts';
import { batchTo2, machineTo2, rolloutTo2 } from './upgrades/to-2.ts';
import { batchTo3, rolloutTo3 } from './upgrades/to-3.ts';

/** Takes the state of one version to the next. */
export type Upgrade = (state: unknown) => unknown;

/** By kind and version: `machine: { 1: toVersion2 }`. */
export const UPGRADES: Readonly<Record<string, Readonly<Record<number, Upgrade>>>> = {
  machine: { 1: machineTo2 },
  rollout: { 1: rolloutTo2, 2: rolloutTo3 },
  batch: { 1: batchTo2, 2: batchTo3 },
  agent: { 1: agentTo2 },
};

/** A stored snapshot at the version that the kind's chart has now. Throws `BadSnapshot` for one that is newer. */
export function upgraded(kind: string, stored: StoredSnapshot, version: number, upgrades = UPGRADES): StoredSnapshot {
  if (stored.version > version) {
    throw new BadSnapshot(
      `a ${kind} was stored by a newer program (version ${stored.version}, this one knows ${version})`,
    );
  }
  let state = stored.state;
  for (let from = stored.version; from < version; from += 1) {
    const upgrade = upgrades[kind]?.[from];
    if (upgrade === undefined) throw new BadSnapshot(`no upgrade takes a ${kind} from version ${from} to ${from + 1}`);
    state = upgrade(state);
  }
  return { ...stored, state, version };
}
