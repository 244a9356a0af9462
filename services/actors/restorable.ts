import type { EffectHost } from '../../machines/effect.ts';
import { failureOf } from '../../machines/errors.ts';
import type { StoredSnapshot } from '../store/snapshots.ts';
import { type Address, kindOf } from './address.ts';
import { SystemClock } from './clock.ts';
import { fleetKinds } from './fleet-kinds.ts';
import { LiveActor } from './live-actor.ts';
import { upgraded } from './upgrades.ts';

/** A stored actor. */
export interface StoredActor extends StoredSnapshot {
  readonly address: string;
}

/** Its effects are held and never begin. */
const HOLDS: EffectHost = { hold: () => undefined, settle: () => undefined, leave: () => undefined };

/** The kinds of actors that live in the control plane. */
export const KINDS: readonly string[] = Object.keys(fleetKinds(new SystemClock()));

/** Looks at stored actors by bringing each to life, without its effects; gives a line for each that does not come. */
export function* unrestorable(stored: Iterable<StoredActor>): Generator<string> {
  const kinds = Object.entries(fleetKinds(new SystemClock())).map(([name, kind]) => {
    return [name, { machine: kind.machine(HOLDS), version: kind.version }] as const;
  });
  const charts = new Map<string, (typeof kinds)[number][1]>(kinds);
  for (const { address, ...snapshot } of stored) {
    const kind = kindOf(address as Address);
    const chart = charts.get(kind);
    if (chart === undefined) {
      yield `${address} is of no kind that there is`;
      continue;
    }
    try {
      const making = { address: address as Address, emitted: () => undefined, adopted: () => undefined, ...chart };
      LiveActor.restored(making, upgraded(kind, snapshot, chart.version)).drop();
    } catch (error) {
      const { cause } = error as Error;
      yield `${address}: ${failureOf(cause ?? error).message}`;
    }
  }
}
