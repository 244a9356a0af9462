import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { EffectHost } from '../../machines/effect.ts';
import type { Address } from './address.ts';

/** An event for an actor: JSON. */
export interface ActorEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Mail for another actor, or for a list that the unit fans out (`batch-members:r-1:0`). */
export interface Tell {
  readonly type: 'tell';
  readonly to: Address;
  readonly event: ActorEvent;
}

/** Takes back mail that `from` told and nobody has taken yet. */
export interface Recall {
  readonly type: 'recall';
  readonly from: Address;
  /** The type of the events. */
  readonly event: string;
}

/** Anything that a chart emits; what is not about mail the unit writes. */
export interface Emission {
  readonly type: string;
}

/** Takes mail back. */
export const isRecall = (emission: Emission): emission is Recall => emission.type === 'recall';

/** Is mail. */
export const isTell = (emission: Emission): emission is Tell => emission.type === 'tell';

/** What a shard must know of a kind of actor. */
export interface Kind<Unit> {
  /** Of the snapshots it writes now; `upgrades` takes older ones up to it. */
  readonly version: number;
  /** The statechart with its effects provided; called once per shard. */
  readonly machine: (host: EffectHost) => AnyStateMachine;
  /** The input of an actor that has no snapshot yet, from its rows; undefined: there is no such actor. */
  readonly born: (unit: Unit, id: string, now: number) => object | undefined;
  /** Writes the rows that show the actor's state; after each delivery, in its transaction. */
  readonly project?: (unit: Unit, id: string, change: Change) => void;
}

/** What a delivery did to an actor; `before` is undefined when it made the actor. */
export interface Change {
  readonly before: AnyMachineSnapshot | undefined;
  readonly after: AnyMachineSnapshot;
  readonly now: number;
}
