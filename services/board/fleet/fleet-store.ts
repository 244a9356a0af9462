import type { LiveMachine, MachineFrame, SilentMachine } from '../../../machines/model/live-machine.ts';
import { mergedIds } from './merged-ids.ts';
import { copied, count, noTally, type Tally } from './tally.ts';
import { entryOf, type FleetEntry, type Heard, heardBefore, heardIn } from './fleet-entry.ts';

/** The fleet at one moment. */
export interface Fleet {
  /** By id. */
  readonly entries: readonly FleetEntry[];
  /** How many there are of what. */
  readonly all: Tally;
  /** All that there was when the page was opened has come. */
  readonly isCurrent: boolean;
}

/** What a store needs of the page. */
export interface StoreSurroundings {
  readonly now: () => number;
  /** Calls back before the page is next painted. */
  readonly nextFrame: (tell: () => void) => void;
}

/**
 * All machines as the feed tells of them. Whoever listens is told at most once a frame, however many have changed; what
 * `fleet` gives stays the same until then.
 */
export class FleetStore {
  readonly #surroundings: StoreSurroundings;
  readonly #entries = new Map<string, FleetEntry>();
  readonly #listeners = new Set<() => void>();
  readonly #all = noTally();
  #ids: readonly string[] = [];
  #isOneGone = false;
  #added = new Set<string>();
  /** Of a feed that has begun anew: who has not come again when it is current is gone. */
  #notSeenAgain = new Set<string>();
  #isCatchingUp = true;
  #seq = 0;
  #epoch = '';
  #changes = 0;
  #isCurrent = false;
  #isTelling = false;
  #fleet: Fleet = { entries: [], all: noTally(), isCurrent: false };

  constructor(surroundings: StoreSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The fleet as listeners were last told of it. */
  get fleet(): Fleet {
    return this.#fleet;
  }

  /** How far the feed is known: everything up to `seq` of that `epoch`. */
  get position(): { readonly seq: number; readonly epoch: string } {
    return { seq: this.#seq, epoch: this.#epoch };
  }

  /** Takes what the feed says. */
  take(frame: MachineFrame): void {
    if (frame.type === 'begin') return this.#begin(frame);
    this.#seq = frame.seq;
    if (frame.type === 'current') this.#catchUp();
    else {
      for (const machine of frame.machines) this.#set(machine);
      for (const id of frame.gone) this.#remove(id);
    }
    this.#tell();
  }

  /** Takes who has not been heard of for a while: everybody else is online. */
  takeSilent(silent: readonly SilentMachine[]): void {
    const now = this.#surroundings.now();
    const secondsOf = new Map(silent.map((each) => [each.machine_id, each.seconds_since_last_report]));
    for (const [id, entry] of this.#entries) {
      // Nobody asks after those, so they are not among the silent.
      if (entry.machine.lifecycle === 'decommissioned') continue;
      const seconds = secondsOf.get(id);
      const heard = seconds === undefined ? online(entry.heard, now) : heardBefore(seconds, now, false);
      if (heard.presence !== entry.heard.presence) this.#put(entry.machine, heard);
    }
    this.#tell();
  }

  /** Hears that the fleet has changed, until it calls what it gets. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #begin({ epoch, anew }: Extract<MachineFrame, { type: 'begin' }>): void {
    this.#epoch = epoch;
    if (!anew) return;
    this.#seq = 0;
    this.#isCatchingUp = true;
    // What was known stays in sight until then.
    this.#notSeenAgain = new Set(this.#entries.keys());
  }

  #catchUp(): void {
    for (const id of this.#notSeenAgain) this.#remove(id);
    this.#notSeenAgain.clear();
    this.#isCatchingUp = false;
    this.#isCurrent = true;
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    count(this.#all, entry.values, -1);
    this.#entries.delete(id);
    this.#added.delete(id);
    this.#isOneGone = true;
  }

  #set(machine: LiveMachine): void {
    this.#notSeenAgain.delete(machine.machine_id);
    this.#put(machine, heardIn(machine, this.#surroundings.now()));
  }

  #put(machine: LiveMachine, heard: Heard): void {
    this.#changes += 1;
    const change = this.#changes;
    const before = this.#entries.get(machine.machine_id);
    const ordinal = before?.ordinal ?? change;
    const changedAt = this.#isCatchingUp ? 0 : this.#surroundings.now();
    const entry = entryOf(machine, heard, { ordinal, change, changedAt });
    if (before === undefined) this.#added.add(machine.machine_id);
    else count(this.#all, before.values, -1);
    count(this.#all, entry.values, 1);
    this.#entries.set(machine.machine_id, entry);
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#surroundings.nextFrame(() => {
      this.#isTelling = false;
      this.#fleet = { entries: this.#sorted(), all: copied(this.#all), isCurrent: this.#isCurrent };
      for (const listener of this.#listeners) listener();
    });
  }

  #sorted(): FleetEntry[] {
    // One that went and came back since stands in both.
    if (this.#isOneGone) this.#ids = this.#ids.filter((id) => this.#entries.has(id) && !this.#added.has(id));
    if (this.#added.size > 0) this.#ids = mergedIds(this.#ids, [...this.#added].toSorted());
    this.#isOneGone = false;
    this.#added = new Set();
    const entries: FleetEntry[] = [];
    for (const id of this.#ids) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }
}

/** Somebody who is not among the silent. */
const online = (before: Heard, now: number): Heard =>
  before.presence === 'online' ? before : { presence: 'online', at: now };
