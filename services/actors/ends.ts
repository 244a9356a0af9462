import type { AnyActorRef } from 'xstate';
import type { EffectEnd } from '../../machines/effect.ts';
import { isStorageFailure } from '../store/storage-failure.ts';
import type { Address } from './address.ts';
import type { Delivery } from './delivery.ts';
import type { LiveActor } from './live-actor.ts';

const TRIES = 3;

/** What the ends of effects need of the actors in memory. */
export interface EndsParts {
  /** This very incarnation is the one in memory. */
  has(live: LiveActor): boolean;
  change(address: Address, doing: (live: LiveActor) => void): void;
  /** This effect is not to begin any more. */
  leave(child: AnyActorRef): void;
  /** An actor that cannot take the end of its own effect would begin it for ever. */
  giveUp(address: Address, error: unknown): void;
  problem(what: string, error: unknown): void;
}

/** The ends of effects as deliveries, and how often an actor could not take one. */
export class Ends {
  readonly #parts: EndsParts;
  readonly #failures = new Map<Address, number>();

  constructor(parts: EndsParts) {
    this.#parts = parts;
  }

  /**
   * An end is for the incarnation that invoked the effect. When its group fails it is taken again, by the same effect of
   * the restored actor, provided that this has come to the same point; otherwise the effect runs again.
   */
  delivery(owner: LiveActor, child: AnyActorRef, end: EffectEnd): Delivery {
    const { address } = owner;
    let cameAt: number | undefined;
    let isTaken = false;
    const takeAgain = (live: LiveActor) => {
      const again = live.snapshot.children[child.id];
      if (live.deliveries !== cameAt || again === undefined) return;
      this.#parts.leave(again);
      live.takeEnd(again, end);
      isTaken = true;
    };
    return {
      run: () => {
        isTaken = false;
        if (!this.#parts.has(owner)) {
          if (cameAt !== undefined) this.#parts.change(address, takeAgain);
          return;
        }
        if (child.getSnapshot().status !== 'active') return;
        cameAt = owner.deliveries;
        this.#parts.change(address, (live) => live.takeEnd(child, end));
        isTaken = true;
      },
      done: () => {
        if (isTaken) this.#failures.delete(address);
      },
      failed: (error) => {
        if (!isStorageFailure(error)) this.#countFailure(address, error);
      },
    };
  }

  #countFailure(address: Address, error: unknown): void {
    const failures = (this.#failures.get(address) ?? 0) + 1;
    this.#failures.set(address, failures);
    this.#parts.problem(`${address} could not take the end of its effect`, error);
    if (failures >= TRIES) this.#parts.giveUp(address, error);
  }
}
