import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyTransitionDefinition,
  getInitialMicrosteps,
  getMicrosteps,
  getNextTransitions,
} from 'xstate';
import type { AgentEmission } from '../../machines/agent-emissions.ts';
import { agentMachine } from '../../machines/agent.ts';
import type { AgentContext, AgentSettings } from '../../machines/policy/agent-cycle.ts';
import { settings } from './agent-story.ts';
import { type Ending, endingsOf, noted, type World } from './agent-world.ts';

/** An agent on its machine, at a moment at which it waits for an effect. */
export interface Moment {
  readonly snapshot: AnyMachineSnapshot;
  readonly world: World;
}

/** Walks over the agent's chart, on machines that are models; notes the transitions that are taken. */
export class Walk {
  readonly #taken: Set<string>;
  readonly #settings: AgentSettings;

  constructor(taken: Set<string>, changed: Partial<AgentSettings> = {}) {
    this.#taken = taken;
    this.#settings = { ...SETTINGS, ...changed };
  }

  /** A program that starts with nothing in its database but the attempts. */
  born(world: World): Moment {
    const input = { settings: this.#settings, now: world.now };
    const steps = getInitialMicrosteps(agentMachine, input);
    return this.starts({ snapshot: last(steps), world });
  }

  /** The program starts again. */
  starts({ snapshot, world }: Moment): Moment {
    return this.hears({ snapshot, world }, { type: 'started', settings: this.#settings });
  }

  /** The agent hears something. */
  hears({ snapshot, world }: Moment, event: { readonly type: string; readonly [field: string]: unknown }): Moment {
    const full = { ...event, now: world.now };
    const [first] = agentMachine.getTransitionData(snapshot as never, full as never);
    if (first !== undefined) this.#taken.add(transitionName(first));
    const steps = getMicrosteps(agentMachine, snapshot as never, full as never);
    let changed = world;
    let before: AnyMachineSnapshot | undefined;
    for (const [after, actions] of steps as [AnyMachineSnapshot, { type: string; params?: unknown }[]][]) {
      if (before !== undefined) this.#noteAlways(before);
      for (const { type, params } of actions)
        if (type === 'xstate.emit') changed = noted(changed, (params as { event: AgentEmission }).event);
      before = after;
    }
    return { snapshot: before ?? snapshot, world: changed };
  }

  /** The effect that is under way ends like this. */
  ends({ snapshot }: Moment, { world, output, error }: Ending): Moment {
    const { id } = childOf(snapshot);
    if (error !== undefined)
      return this.hears({ snapshot, world }, { type: `xstate.error.actor.${id}`, error: { message: error } });
    return this.hears({ snapshot, world }, { type: `xstate.done.actor.${id}`, output });
  }

  /** So many effects end as they should. */
  passes(from: Moment, effects: number): Moment {
    let moment = from;
    for (let left = effects; left > 0; left -= 1) moment = this.ends(moment, goodEnding(moment));
    return moment;
  }

  /** From here on all works, until the agent waits for its next poll but this many. Nothing when `isKnown` says so. */
  settles(from: Moment, polls: number, isKnown: (moment: Moment) => boolean): Moment | undefined {
    let moment = from;
    let left = polls;
    for (let steps = 0; steps < MANY; steps += 1) {
      if (isKnown(moment)) return undefined;
      if (isAtRest(moment)) {
        if (left === 0) return moment;
        left -= 1;
      }
      moment = this.ends(moment, goodEnding(moment));
    }
    throw new Error(`it does not come to rest: ${stateOf(moment)}`);
  }

  #noteAlways(before: AnyMachineSnapshot): void {
    const always = getNextTransitions(before).filter(({ eventType }) => eventType === '');
    const first = always.find(({ guard }) => guard === undefined || holds(guard, before));
    if (first !== undefined) this.#taken.add(transitionName(first));
  }
}

const MANY = 400;

/** It waits, and the next that it does is to poll. */
function isAtRest(moment: Moment): boolean {
  const { nextPollAt, nextHealthAt } = contextOf(moment);
  return stateOf(moment) === 'idle.waiting' && nextPollAt > moment.world.now && nextPollAt <= nextHealthAt;
}

/** Polls come before health reports, and not always. */
const SETTINGS: AgentSettings = { ...settings, healthSeconds: 100 };

/** How what is under way may end. */
export const endings = ({ snapshot, world }: Moment): readonly Ending[] => {
  const { src, input } = childOf(snapshot);
  return endingsOf(src, input, world);
};

/** How it ends when all is well. */
export function goodEnding(moment: Moment): Ending {
  const [good] = endings(moment);
  if (good === undefined) throw new Error(`nothing is under way in ${stateOf(moment)}`);
  return good;
}

/** `applying.arming` */
export const stateOf = ({ snapshot }: Moment): string => pathOf(snapshot.value);

export const contextOf = ({ snapshot }: Moment): AgentContext => snapshot.context as AgentContext;

/** What is under way. */
export function childOf(snapshot: AnyMachineSnapshot): { id: string; src: string; input: never } {
  const [entry, ...more] = Object.entries(snapshot.children) as [string, AnyActorRef][];
  if (entry === undefined || more.length > 0) throw new Error(`not one effect in ${pathOf(snapshot.value)}`);
  const [id, child] = entry;
  const { input } = child.getSnapshot() as { input: never };
  return { id, src: child.src as string, input };
}

/** A transition in words: `checking.deciding --[hasDrifted]--> reporting`. */
export function transitionName({ source, eventType, guard, target }: AnyTransitionDefinition): string {
  const asked = guard === undefined ? '' : ` [${guardName(guard)}]`;
  const to = target?.map(({ path }) => path.join('.')).join() ?? 'itself';
  return `${source.path.join('.') || 'agent'}: ${eventType.replace(/^xstate\.|actor\./g, '')}${asked} -> ${to}`;
}

/** Every transition that a chart has. */
export function transitionsOf(node: typeof agentMachine.root): string[] {
  const own = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  const inner = Object.values(node.states);
  return [...own.map(transitionName), ...inner.flatMap(transitionsOf)];
}

function guardName(guard: unknown): string {
  const { type, params } = typeof guard === 'string' ? { type: guard, params: undefined } : (guard as Guard);
  if (typeof params !== 'function') return type;
  const { step } = params({ event: { output: {} } }) as { step?: string };
  return step === undefined ? type : `${type} ${step}`;
}

interface Guard {
  readonly type: string;
  readonly params?: (args: unknown) => unknown;
}

function holds(guard: unknown, { context }: AnyMachineSnapshot): boolean {
  const name = typeof guard === 'string' ? guard : (guard as Guard).type;
  const ask = agentMachine.implementations.guards[name as never] as (args: unknown) => boolean;
  return ask({ context });
}

const last = (steps: unknown): AnyMachineSnapshot =>
  (steps as [AnyMachineSnapshot, unknown][]).at(-1)?.[0] as AnyMachineSnapshot;

function pathOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${pathOf(inner)}`)
    .join();
}
