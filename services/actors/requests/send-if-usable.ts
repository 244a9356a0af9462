import { BadSnapshot } from '../../../machines/errors.ts';
import type { Address } from '../address.ts';
import type { ActorEvent } from '../kinds.ts';

/** Sends an event to an actor; one whose stored state cannot be used is passed by: it takes nothing any more. */
export function sendIfUsable(send: (to: Address, event: ActorEvent) => void, to: Address, event: ActorEvent): void {
  try {
    send(to, event);
  } catch (error) {
    if (!(error instanceof BadSnapshot)) throw error;
  }
}
