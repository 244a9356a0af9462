import type { Mailbox } from '../store/mailbox.ts';
import type { Snapshots } from '../store/snapshots.ts';
import type { Transitions } from '../store/transitions.ts';
import type { Address } from './address.ts';
import type { ActorEvent, Emission } from './kinds.ts';

/** What a shard asks of its database. */
export interface ShardUnit {
  /** One transaction; a throw undoes everything in it. */
  transaction<T>(work: () => T): T;
  /** Rows changed so far; tells whether a refused request had already written. */
  changes(): number;
  readonly snapshots: Snapshots;
  readonly mailbox: Mailbox;
  readonly transitions: Transitions;
  /** Writes what a chart emitted, mail aside. */
  record(from: Address, emission: Emission, now: number): void;
  /** Puts one mail for each member of a list (`batch-members:r-1:0`) into the mailbox. */
  tellMany?(
    list: Address,
    mail: { sender: string; delivery: number; ordinal: number; event: ActorEvent },
    now: number,
  ): void;
}

/** What a request may do: read and write through the unit, and send events to actors. */
export interface Turn<Unit> {
  readonly unit: Unit;
  readonly now: number;
  /** Actors whose stored state cannot be used, and why. */
  readonly quarantined: ReadonlyMap<Address, string>;
  /** The stored state of an actor can be used; one of which it cannot does nothing any more. */
  isUsable(address: Address): boolean;
  send(to: Address, event: ActorEvent): void;
  /** Delivers all mail that waits to, or from, an actor. */
  bringMail(side: 'receiver' | 'sender', address: Address): void;
  /** Lets go of an actor for good, with its state: its rows are gone. */
  forget(address: Address): void;
}
