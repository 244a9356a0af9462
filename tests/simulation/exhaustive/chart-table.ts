import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';
import type { FleetEmission } from '../../../machines/emissions.ts';

/** An event for an actor. */
export interface ActorEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What an actor became, and what it emitted on the way. */
export interface Outcome {
  readonly state: Local;
  readonly emitted: readonly FleetEmission[];
}

/** A state of one actor; there is one object for each, whichever way led there. */
export class Local {
  readonly id: number;
  readonly snapshot: AnyMachineSnapshot;
  /** The effects that it waits for. */
  readonly effects: readonly string[];
  /** What follows, by the names of what happens. */
  readonly outcomes = new Map<string, Outcome>();
  /** No event leads on from here. */
  readonly isDead: boolean;
  readonly #is = new Map<string, boolean>();

  constructor(id: number, snapshot: AnyMachineSnapshot) {
    this.id = id;
    this.snapshot = snapshot;
    this.effects = Object.keys(snapshot.children);
    this.isDead = this.effects.length === 0 && nodesOf(snapshot).every(({ ownEvents }) => ownEvents.length === 0);
  }

  /** It is in this state of its chart: `active`, or `lifecycle.maintenance` of a parallel one. */
  is(state: string): boolean {
    const known = this.#is.get(state);
    if (known !== undefined) return known;
    const [region, inner] = state.split('.');
    const is = this.snapshot.matches(inner === undefined ? state : { [region ?? '']: inner });
    this.#is.set(state, is);
    return is;
  }
}

/** Only told to people, or a time: nothing is decided by it here. */
const BLURRED = new Set(['reason', 'failing', 'deadline']);

/** JSON that is the same for states, or events, between which the charts make no difference. */
export const blurred = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (BLURRED.has(key) ? undefined : inner));

/** A chart with every state that it came to, and every transition that was tried: each is computed once. */
export class ChartTable {
  readonly #chart: AnyStateMachine;
  readonly #locals = new Map<string, Local>();

  constructor(chart: AnyStateMachine) {
    this.#chart = chart;
  }

  /** A new actor. */
  born(input: object): Outcome {
    const [snapshot, actions] = initialTransition(this.#chart, input);
    return { state: this.#localOf(snapshot), emitted: emittedIn(actions) };
  }

  /** An actor after these events, one after the other; `name` stands for them all. */
  after(state: Local, name: string, events: () => readonly ActorEvent[]): Outcome {
    const known = state.outcomes.get(name);
    if (known !== undefined) return known;
    let snapshot = state.snapshot;
    const emitted: FleetEmission[] = [];
    for (const event of events()) {
      const [next, actions] = transition(this.#chart, snapshot, event);
      snapshot = next;
      emitted.push(...emittedIn(actions));
    }
    const outcome = { state: this.#localOf(snapshot), emitted };
    state.outcomes.set(name, outcome);
    return outcome;
  }

  #localOf(snapshot: AnyMachineSnapshot): Local {
    const key = blurred([snapshot.value, snapshot.context]);
    const known = this.#locals.get(key);
    if (known !== undefined) return known;
    const local = new Local(this.#locals.size, snapshot);
    this.#locals.set(key, local);
    return local;
  }
}

/** The states that it is in, the root among them. */
function nodesOf({ machine, value }: AnyMachineSnapshot): AnyStateNode[] {
  const nodes: AnyStateNode[] = [machine.root];
  const enter = (node: AnyStateNode, inner: StateValue | undefined): void => {
    for (const [name, deeper] of typeof inner === 'string'
      ? ([[inner, undefined]] as const)
      : Object.entries(inner ?? {})) {
      const child = node.states[name];
      if (child === undefined) continue;
      nodes.push(child);
      enter(child, deeper);
    }
  };
  enter(machine.root, value);
  return nodes;
}

const emittedIn = (actions: readonly { type: string; params: unknown }[]): FleetEmission[] =>
  actions
    .filter(({ type }) => type === 'xstate.emit')
    .map(({ params }) => (params as { event: FleetEmission }).event)
    .filter(({ type }) => type !== 'event' && type !== 'audit');
