import type { ActorSystem, AnyActorRef } from 'xstate';
import type { EffectEnd, EffectHost } from '../../machines/effect.ts';
import type { LiveActor } from './live-actor.ts';

interface Held {
  readonly begin: (signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What the shard is told of effects. */
export interface EffectObserver {
  /** An effect of a live actor has ended; the end is to be delivered. */
  ended(owner: LiveActor, child: AnyActorRef, end: EffectEnd): void;
  /** A body threw where it must not. */
  problem(what: string, error: unknown): void;
}

/**
 * The effects of a shard's actors: held from the invocation until the commit, aborted when their state is left or
 * their actor let go. XState does not stop the children of an actor that threw, so we own the signals.
 */
export class Effects implements EffectHost {
  readonly #observer: EffectObserver;
  readonly #owners = new WeakMap<ActorSystem<any>, LiveActor>();
  readonly #controllers = new Map<AnyActorRef, AbortController>();
  #held: Held[] = [];

  constructor(observer: EffectObserver) {
    this.#observer = observer;
  }

  /** From now on the effects in this actor's system are its own. */
  adopt(system: ActorSystem<any>, owner: LiveActor): void {
    this.#owners.set(system, owner);
  }

  hold(child: AnyActorRef, begin: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#controllers.set(child, controller);
    this.#held.push({ begin, signal: controller.signal });
  }

  settle(child: AnyActorRef, end: EffectEnd): void {
    this.#controllers.delete(child);
    const owner = this.#owners.get(child.system);
    if (owner !== undefined) this.#observer.ended(owner, child, end);
  }

  leave(child: AnyActorRef): void {
    this.#controllers.get(child)?.abort();
    this.#controllers.delete(child);
  }

  /** The unit of work that invoked them is committed: what is still wanted begins. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const { begin, signal } of held) {
      if (!signal.aborted) begin(signal).catch((error: unknown) => this.#observer.problem('an effect threw', error));
    }
  }

  /** The actor is gone from memory; its effects run again when it is restored. */
  letGo(owner: LiveActor): void {
    for (const child of this.#controllers.keys()) if (this.#owners.get(child.system) === owner) this.leave(child);
  }
}
