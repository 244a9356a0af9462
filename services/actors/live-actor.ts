import {
  type Actor,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
} from 'xstate';
import type { EffectEnd } from '../../machines/effect.ts';
import { BadSnapshot } from '../../machines/errors.ts';
import type { StoredSnapshot } from '../store/snapshots.ts';
import type { Step } from '../store/transitions.ts';
import type { Address } from './address.ts';
import type { ActorEvent, Emission } from './kinds.ts';
import { type BareStep, firstStep, type StepReader } from './steps.ts';

/** What a live actor is made of. */
export interface Making {
  readonly address: Address;
  readonly machine: AnyStateMachine;
  readonly version: number;
  /** Hears what the chart emits, while it is being emitted. */
  readonly emitted: (from: LiveActor, emission: Emission) => void;
  /** Is told of the actor before it starts, so that its effects find their owner. */
  readonly adopted: (actor: AnyActorRef, live: LiveActor) => void;
  /** Reads the steps that it takes; absent: nobody wants to know them. */
  readonly steps?: StepReader;
  /** Whether somebody wants to know each event that it hears. */
  readonly isInspected?: boolean;
}

/** An actor in memory: one incarnation, dropped and restored from its snapshot when its unit of work fails. */
export class LiveActor {
  readonly address: Address;
  readonly #actor: Actor<AnyStateMachine>;
  readonly #version: number;
  #deliveries: number;
  #mails = 0;
  #steps: BareStep[] = [];
  #heard: AnyEventObject[] = [];

  private constructor(making: Making, start: { input: object } | { stored: StoredSnapshot }) {
    this.address = making.address;
    this.#version = making.version;
    this.#deliveries = 'stored' in start ? start.stored.deliveries : 0;
    const options = 'stored' in start ? { snapshot: start.stored.state as never } : { input: start.input };
    const inspect = (told: InspectionEvent) => this.#inspect(told, making);
    this.#actor = createActor(making.machine, { id: making.address, ...options, inspect });
    this.#actor.on('*', (emission: Emission) => making.emitted(this, emission));
    // Without an observer XState throws an actor's error at the process.
    this.#actor.subscribe({ error: () => undefined });
    making.adopted(this.#actor, this);
    this.#actor.start();
    this.#assertWell();
    this.#steps = 'stored' in start ? [] : [firstStep(this.snapshot)];
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

  /** The steps since this was last asked. */
  takeSteps(): Step[] {
    const steps = this.#steps.map((step) => ({ address: this.address, delivery: this.#deliveries, ...step }));
    this.#steps = [];
    return steps;
  }

  /** The events since this was last asked; none unless it is inspected. */
  takeHeard(): AnyEventObject[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
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

  /** XState tells of its effects, too. */
  #inspect(told: InspectionEvent, { steps, isInspected }: Making): void {
    if (told.type === '@xstate.microstep') {
      const step = steps?.stepIn(told);
      if (step !== undefined) this.#steps.push(step);
    } else if (isInspected && told.type === '@xstate.event' && told.actorRef === this.#actor) {
      this.#heard.push(told.event);
    }
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
