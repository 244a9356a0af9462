import { type Actor, type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import type { EffectEnd } from '../../machines/effect.ts';
import { BadSnapshot } from '../../machines/errors.ts';
import type { StoredSnapshot } from '../store/snapshots.ts';
import type { Address } from './address.ts';
import type { ActorEvent, Emission } from './kinds.ts';

/** What a live actor is made of. */
export interface Making {
  readonly address: Address;
  readonly machine: AnyStateMachine;
  readonly version: number;
  /** Hears what the chart emits, while it is being emitted. */
  readonly emitted: (from: LiveActor, emission: Emission) => void;
  /** Is told of the actor before it starts, so that its effects find their owner. */
  readonly adopted: (actor: AnyActorRef, live: LiveActor) => void;
}

/** An actor in memory: one incarnation, dropped and restored from its snapshot when its unit of work fails. */
export class LiveActor {
  readonly address: Address;
  readonly #actor: Actor<AnyStateMachine>;
  readonly #version: number;
  #deliveries: number;
  #mails = 0;

  private constructor(making: Making, start: { input: object } | { stored: StoredSnapshot }) {
    this.address = making.address;
    this.#version = making.version;
    this.#deliveries = 'stored' in start ? start.stored.deliveries : 0;
    const options = 'stored' in start ? { snapshot: start.stored.state as never } : { input: start.input };
    this.#actor = createActor(making.machine, { id: making.address, ...options });
    this.#actor.on('*', (emission: Emission) => making.emitted(this, emission));
    // Without an observer XState throws an actor's error at the process.
    this.#actor.subscribe({ error: () => undefined });
    making.adopted(this.#actor, this);
    this.#actor.start();
    this.#assertWell();
  }

  /** A new actor; what its initial state emits belongs to the delivery at hand. */
  static born(making: Making, input: object): LiveActor {
    return new LiveActor(making, { input });
  }

  /** An actor as it was committed. Throws `BadSnapshot`. */
  static restored(making: Making, stored: StoredSnapshot): LiveActor {
    try {
      return new LiveActor(making, { stored });
    } catch (cause) {
      throw new BadSnapshot(
        `the state of ${making.address} cannot be restored`,
        { address: making.address },
        { cause },
      );
    }
  }

  /** How many deliveries it has taken, ever. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** It has taken nothing yet, ever. */
  get isNew(): boolean {
    return this.#deliveries === 0;
  }

  /** The present state. */
  get snapshot(): AnyMachineSnapshot {
    return this.#actor.getSnapshot();
  }

  /** The number of the delivery at hand, and of the next mail in it: together they name a mail for ever. */
  nextMail(): { delivery: number; ordinal: number } {
    this.#mails += 1;
    return { delivery: this.#deliveries, ordinal: this.#mails };
  }

  /** Takes one event. Throws what an action threw. */
  take(event: ActorEvent, now: number): void {
    this.#begin();
    this.#actor.send({ ...event, now });
    this.#assertWell();
  }

  /** Takes the end of one of its effects. */
  takeEnd(child: AnyActorRef, end: EffectEnd): void {
    this.#begin();
    child.send(end);
    this.#assertWell();
  }

  /** What is committed. */
  persisted(): StoredSnapshot {
    return {
      version: this.#version,
      state: this.#actor.getPersistedSnapshot(),
      deliveries: this.#deliveries,
      pending: this.hasEffects,
    };
  }

  /** It waits for something that would not begin again by itself. */
  get hasEffects(): boolean {
    return Object.keys(this.snapshot.children).length > 0;
  }

  /** Ends this incarnation without touching what is stored. */
  drop(): void {
    this.#actor.stop();
  }

  #begin(): void {
    this.#deliveries += 1;
    this.#mails = 0;
  }

  #assertWell(): void {
    const { status, error } = this.#actor.getSnapshot();
    if (status !== 'error') return;
    this.#actor.stop();
    throw error;
  }
}
