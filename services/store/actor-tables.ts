import type { Generated } from 'kysely';

/*
 * The tables of actors and their mail, which the agent's database has as well.
 */

/** An actor's state. */
export interface SnapshotRow {
  address: string;
  version: number;
  state: string;
  deliveries: number;
  /** Has effects to run again after a restart. */
  pending: number;
}

/** A step that an actor has taken. */
export interface TransitionRow {
  seq: Generated<number>;
  address: string;
  delivery: number;
  at: number;
  event: string;
  /** JSON, as `taken` and `state`. */
  detail: string;
  taken: string;
  state: string;
}

/** Mail between actors that was not yet taken. */
export interface MailRow {
  id: Generated<number>;
  receiver: string;
  event: string;
  sender: string;
  delivery: number;
  ordinal: number;
  attempts: Generated<number>;
}

/** Mail that its receiver could not take. */
export interface DeadLetterRow {
  id: Generated<number>;
  receiver: string;
  event: string;
  sender: string;
  failure: string;
  at: number;
}

/** These tables by name. */
export interface ActorTables {
  snapshots: SnapshotRow;
  mailbox: MailRow;
  dead_letters: DeadLetterRow;
  transitions: TransitionRow;
}
