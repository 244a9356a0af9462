import type { ActorLogic, ActorSystem, AnyActorRef, NonReducibleUnknown, Snapshot } from 'xstate';
import { type Failure, failureOf } from './errors.ts';

/**
 * What runs effects: the shard. It begins a body only after the unit of work that invoked it has
 * been committed, and takes its end as a delivery of its own.
 */
export interface EffectHost {
  /** Keeps `begin` until the commit; `signal` aborts when the effect is left or its actor let go. */
  hold(child: AnyActorRef, begin: (signal: AbortSignal) => Promise<void>): void;
  /** Brings the effect's end to its actor as a delivery. */
  settle(child: AnyActorRef, end: EffectEnd): void;
  /** The state that invoked the effect was left. */
  leave(child: AnyActorRef): void;
}

/** How an effect ended, as JSON. */
export type EffectEnd =
  | { readonly type: 'effect.done'; readonly output: unknown }
  | { readonly type: 'effect.failed'; readonly failure: Failure };

/** What is kept of an effect while it runs: its input, so that a restored actor runs it again. */
export type EffectSnapshot<Output, Input> = Snapshot<Output> & { readonly input: Input | undefined };

/** The logic of an invoked effect. */
export type EffectLogic<Output, Input extends NonReducibleUnknown> = ActorLogic<
  EffectSnapshot<Output, Input>,
  EffectEnd | { readonly type: 'xstate.stop' },
  Input,
  ActorSystem<any>
>;

/**
 * Turns an asynchronous function into an invoked actor: JSON in, JSON out, at least once.
 * The body looks first and then acts, and stops when `signal` aborts.
 */
export function fromEffect<Input extends NonReducibleUnknown, Output>(
  host: EffectHost,
  body: (input: Input, signal: AbortSignal) => Promise<Output>,
): EffectLogic<Output, Input> {
  return {
    getInitialSnapshot: (_, input) => ({ status: 'active', output: undefined, error: undefined, input }),
    start(snapshot, { self }) {
      if (snapshot.status !== 'active') return;
      host.hold(self, async (signal) => {
        const end = await endOf(() => body(snapshot.input as Input, signal));
        if (!signal.aborted) host.settle(self, end);
      });
    },
    transition(snapshot, event, { self }) {
      if (snapshot.status !== 'active') return snapshot;
      switch (event.type) {
        case 'effect.done':
          return { ...snapshot, status: 'done', output: event.output as Output, error: undefined };
        case 'effect.failed':
          return { ...snapshot, status: 'error', output: undefined, error: event.failure };
        case 'xstate.stop':
          host.leave(self);
          return { ...snapshot, status: 'stopped', output: undefined, error: undefined };
      }
    },
    getPersistedSnapshot: (snapshot) => snapshot,
    restoreSnapshot: (snapshot) => snapshot as EffectSnapshot<Output, Input>,
  };
}

async function endOf(body: () => Promise<unknown>): Promise<EffectEnd> {
  try {
    return { type: 'effect.done', output: await body() };
  } catch (error) {
    return { type: 'effect.failed', failure: failureOf(error) };
  }
}
