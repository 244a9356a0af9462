import type { AnyActorRef } from 'xstate';
import type { EffectHost } from '../../machines/effect.ts';

/** Runs the effects of a chart at once: the CLI keeps nothing over its end, so there is no commit to wait for. */
export class LiveEffects implements EffectHost {
  readonly #stops = new WeakMap<AnyActorRef, AbortController>();
  readonly #running = new Set<Promise<void>>();

  hold(child: AnyActorRef, begin: (signal: AbortSignal) => Promise<void>): void {
    const stop = new AbortController();
    this.#stops.set(child, stop);
    const run = begin(stop.signal).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  settle(child: AnyActorRef, end: Parameters<EffectHost['settle']>[1]): void {
    child.send(end);
  }

  leave(child: AnyActorRef): void {
    this.#stops.get(child)?.abort();
  }

  /** Settles when every effect has ended, those that were left included. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }
}
