import type { AnyStateMachine } from 'xstate';
import type { Inspected } from './inspected.ts';

/** An event as `@statelyai/inspect` sends and reads it; `sessionId` is the address of an actor. */
export interface StatelyEvent {
  readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  readonly sessionId: string;
  readonly [field: string]: unknown;
}

/** The version of the format that `@statelyai/inspect` has had since it has one. */
const FORMAT = '0.7.2';

/** What is told of a delivery: that the event came, and how the actor was then. */
export function eventsOf({ address, source, event, at, snapshot }: Inspected): StatelyEvent[] {
  const common = { sessionId: address, rootId: address, createdAt: String(at), id: null, _version: FORMAT };
  return [
    { ...common, type: '@xstate.event', event, sourceId: source ?? undefined },
    { ...common, type: '@xstate.snapshot', event, snapshot },
  ];
}

/** What introduces an actor: the definition of its chart, and how it is. */
export function introduction({ address, at, snapshot }: Inspected, definition: string): StatelyEvent {
  return {
    type: '@xstate.actor',
    name: address,
    sessionId: address,
    rootId: address,
    parentId: undefined,
    createdAt: String(at),
    id: null,
    _version: FORMAT,
    definition,
    snapshot,
  };
}

/** A chart's definition, as the Stately editor reads it: functions are left out, what has a name keeps it. */
export const definitionOf = (machine: AnyStateMachine): string => JSON.stringify(machine.config);
