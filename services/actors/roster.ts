import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { EffectHost } from '../../machines/effect.ts';
import { BadSnapshot, failureOf, NotFound } from '../../machines/errors.ts';
import { type Address, idOf, kindOf } from './address.ts';
import type { Effects } from './effects.ts';
import type { Inspected } from './inspect/inspected.ts';
import type { Emission, Kind } from './kinds.ts';
import { LiveActor, type Making } from './live-actor.ts';
import type { ShardUnit } from './shard-unit.ts';
import { StepReader } from './steps.ts';
import { upgraded } from './upgrades.ts';

/** What a roster is made of. */
export interface RosterParts<Unit extends ShardUnit> {
  readonly unit: Unit;
  readonly kinds: Readonly<Record<string, Kind<Unit>>>;
  readonly effects: Effects & EffectHost;
  readonly emitted: (from: LiveActor, emission: Emission) => void;
  /** Hears, after each commit, what actors have heard in it. */
  readonly inspected?: ((seen: readonly Inspected[]) => void) | undefined;
  /** How many actors without effects stay in memory. */
  readonly limit: number;
}

/** A delivery: to whom, when, and from whom; without a source it is from outside, or from an effect of its own. */
export interface Bringing {
  readonly address: Address;
  readonly now: number;
  readonly source?: string | undefined;
}

/** The actors in memory: restored when addressed, let go when their group fails or when they are too many. */
export class Roster<Unit extends ShardUnit> {
  readonly #parts: RosterParts<Unit>;
  readonly #machines = new Map<string, AnyStateMachine>();
  readonly #live = new Map<Address, LiveActor>();
  readonly #touched = new Set<LiveActor>();
  readonly #lost = new Set<Address>();
  readonly #forgotten = new Set<Address>();
  readonly #quarantined = new Map<Address, string>();
  readonly #steps = new StepReader();
  #seen: Inspected[] = [];

  constructor(parts: RosterParts<Unit>) {
    this.#parts = parts;
    for (const [name, kind] of Object.entries(parts.kinds)) this.#machines.set(name, kind.machine(parts.effects));
  }

  /** The kind that this address has, if its actors live here; a list (`batch-members:…`) has none. */
  kind(address: Address): Kind<Unit> | undefined {
    return this.#parts.kinds[kindOf(address)];
  }

  /** Actors whose stored state cannot be used, and why. */
  get quarantined(): ReadonlyMap<Address, string> {
    return this.#quarantined;
  }

  /** How many are in memory. */
  get size(): number {
    return this.#live.size;
  }

  /** The state of an actor that is in memory. */
  peek(address: Address): AnyMachineSnapshot | undefined {
    return this.#live.get(address)?.snapshot;
  }

  /** This very incarnation is the one in memory. */
  has(live: LiveActor): boolean {
    return this.#live.get(live.address) === live;
  }

  /** Its stored state can be brought back to life, or it has none yet. */
  isUsable(address: Address, now: number): boolean {
    try {
      const isAsleep = !this.#live.has(address) && this.#parts.unit.snapshots.get(address) !== undefined;
      if (isAsleep) this.#wake(address, now);
      return true;
    } catch (error) {
      if (error instanceof BadSnapshot) return false;
      throw error;
    }
  }

  /** Does something to an actor and writes the rows that show it. Throws `NotFound`, `BadSnapshot`, or what an action threw. */
  change({ address, now, source }: Bringing, doing: (live: LiveActor) => void): void {
    const known = this.#live.get(address);
    const live = known ?? this.#wake(address, now);
    const before = known === undefined && live.isNew ? undefined : live.snapshot;
    this.#touched.add(live);
    doing(live);
    for (const step of live.takeSteps()) this.#parts.unit.transitions.add(step, now);
    for (const event of live.takeHeard()) this.#seen.push(seenOf(live, { event, at: now, source }));
    this.kind(address)?.project?.(this.#parts.unit, idOf(address), { before, after: live.snapshot, now });
  }

  /** Lets go of an actor for good, with its stored state; a roll-back brings it back. */
  forget(address: Address): void {
    this.#parts.unit.snapshots.remove(address);
    this.#parts.unit.transitions.remove(address);
    this.#forgotten.add(address);
    const live = this.#live.get(address);
    if (live === undefined) return;
    this.#touched.delete(live);
    this.#drop(live);
  }

  /** Stores the state of every actor that the group touched. */
  store(): void {
    for (const live of this.#touched) this.#parts.unit.snapshots.put(live.address, live.persisted());
  }

  /** The group is committed. */
  committed(): void {
    this.#touched.clear();
    if (this.#seen.length > 0) this.#parts.inspected?.(this.#seen);
    this.#seen = [];
    for (const address of this.#forgotten) this.#quarantined.delete(address);
    this.#forgotten.clear();
    if (this.#live.size > this.#parts.limit) this.#evict();
  }

  /** The group was rolled back: what it touched is let go. */
  rolledBack(): void {
    this.#seen = [];
    for (const live of this.#touched) {
      this.#lost.add(live.address);
      this.#drop(live);
    }
    for (const address of this.#forgotten) this.#lost.add(address);
    this.#touched.clear();
    this.#forgotten.clear();
  }

  /** Restores those of the lost actors that have effects to run again. */
  reviveLost(now: number): void {
    const lost = [...this.#lost];
    this.#lost.clear();
    for (const address of lost) if (this.#parts.unit.snapshots.get(address)?.pending) this.revive(address, now);
  }

  /** Restores an actor, so that its effects run again; one that cannot be restored is quarantined. */
  revive(address: Address, now: number): void {
    if (this.#live.has(address) || this.#quarantined.has(address)) return;
    try {
      this.#wake(address, now);
    } catch (error) {
      this.quarantine(address, error);
    }
  }

  /** Sets an actor aside: it takes nothing any more, the others go on. */
  quarantine(address: Address, error: unknown): void {
    this.#quarantined.set(address, failureOf(error).message);
    const live = this.#live.get(address);
    if (live !== undefined) this.#drop(live);
  }

  /** Lets go of all. */
  clear(): void {
    for (const live of this.#live.values()) this.#drop(live);
  }

  #wake(address: Address, now: number): LiveActor {
    const kind = this.kind(address);
    const machine = this.#machines.get(kindOf(address));
    if (kind === undefined || machine === undefined) throw new NotFound(`no actor has the address ${address}`);
    if (this.#quarantined.has(address)) {
      throw new BadSnapshot(`${address} is quarantined: ${this.#quarantined.get(address)}`, { address });
    }
    const { effects, emitted, inspected, unit } = this.#parts;
    const adopted: Making['adopted'] = (actor, live) => effects.adopt(actor.system, live);
    const making: Making = {
      address,
      machine,
      version: kind.version,
      emitted,
      adopted,
      steps: this.#steps,
      isInspected: inspected !== undefined,
    };
    const stored = unit.snapshots.get(address);
    const input = stored === undefined ? kind.born(unit, idOf(address), now) : undefined;
    if (stored === undefined && input === undefined) throw new NotFound(`there is no ${address}`);
    const live =
      stored === undefined
        ? LiveActor.born(making, input ?? {})
        : LiveActor.restored(making, upgraded(kindOf(address), stored, kind.version));
    this.#live.set(address, live);
    return live;
  }

  #drop(live: LiveActor): void {
    this.#live.delete(live.address);
    this.#parts.effects.letGo(live);
    live.drop();
  }

  /** Those that came first go first; what has effects stays. */
  #evict(): void {
    let over = this.#live.size - this.#parts.limit;
    for (const live of this.#live.values()) {
      if (over <= 0) return;
      if (live.hasEffects) continue;
      this.#drop(live);
      over -= 1;
    }
  }
}

/** What an actor has heard, and how it is then. */
function seenOf(
  { address, snapshot }: LiveActor,
  { event, at, source }: Pick<Inspected, 'event' | 'at'> & { readonly source: string | undefined },
): Inspected {
  const { status, value, context } = snapshot;
  // It goes to another thread, later.
  return structuredClone({ address, source: source ?? null, event, at, snapshot: { status, value, context } });
}
