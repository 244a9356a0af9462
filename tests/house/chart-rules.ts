import { isDeepStrictEqual } from 'node:util';
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { reachableStates } from './reachable-states.ts';

const SNAKE_CASE = /^[a-z]+(_[a-z0-9]+)*$/;

/** What a chart may do by itself; everything else is an effect, which a state invokes. */
const OWN_ACTIONS = new Set(['xstate.assign', 'xstate.emit', 'xstate.enqueueActions', 'xstate.raise']);

/** What is wrong with a statechart, as sentences that begin with the state. */
export function chartFaults(machine: AnyStateMachine): string[] {
  const reachable = reachableStates(machine);
  const ofStates = statesFrom(machine.root).flatMap((node) => {
    const faults = [shapeFaults, effectFaults, actionFaults, guardFaults].flatMap((rule) => rule(node));
    const unreached = reachable.has(node) ? [] : ['is never entered: lead a transition to it, or remove it'];
    return [...faults, ...unreached].map((fault) => `${node.id} ${fault}`);
  });
  return [...providedFaults(machine), ...ofStates];
}

function shapeFaults({ key, path, description, config }: AnyStateNode): string[] {
  const faults: string[] = [];
  if (!description?.trim()) faults.push('has no description: write the sentence that the manual has for it');
  if (path.length > 0 && !SNAKE_CASE.test(key)) faults.push('is not named in snake_case');
  if (config.after !== undefined)
    faults.push('has `after`, which a restart forgets: invoke sleepUntil with an absolute time');
  return faults;
}

interface Invocation {
  readonly id?: unknown;
  readonly src?: unknown;
  readonly input?: unknown;
  readonly onError?: unknown;
}

function effectFaults({ config, machine }: AnyStateNode): string[] {
  const invocations = [config.invoke ?? []].flat() as Invocation[];
  return invocations.flatMap(({ id, src, input, onError }) => {
    const name = typeof src === 'string' ? src : String(id);
    const faults: string[] = [];
    if (typeof id !== 'string') faults.push(`invokes ${name} without an id`);
    if (typeof src !== 'string') faults.push(`invokes ${name} as code: name the effect, a host provides it`);
    else if (!(src in machine.implementations.actors)) faults.push(`invokes ${src}, which setup does not declare`);
    if (onError === undefined) faults.push(`invokes ${name} without onError: a failed effect is a drawn transition`);
    if (!isJson(input)) faults.push(`gives ${name} an input that is not JSON`);
    return faults;
  });
}

function actionFaults(node: AnyStateNode): string[] {
  // XState makes entry and exit actions of `after`, which has a fault of its own: look at what was written.
  const actions = [
    written(node.config.entry),
    written(node.config.exit),
    ...transitionsOf(node).map((transition) => transition.actions),
  ].flat();
  return actions.flatMap((action) => {
    if (typeof action === 'function') return ownActionFaults(action, 'an inline action');
    const name = nameOf(action);
    if (name === undefined || !(name in node.machine.implementations.actions))
      return [`does ${name}, which setup does not declare`];
    return isJson(paramsOf(action)) ? [] : [`gives ${name} parameters that are not JSON`];
  });
}

function guardFaults(node: AnyStateNode): string[] {
  const guards = transitionsOf(node).flatMap(({ guard }) => (guard === undefined ? [] : namesIn(guard)));
  return guards.flatMap((name) => {
    if (name === undefined) return ['has a guard without a name: declare it in setup, where it reads after "if"'];
    return name in node.machine.implementations.guards ? [] : [`asks ${name}, which setup does not declare`];
  });
}

/** Setup may hold only what assigns, emits or raises: a plain function would be an effect before the commit. */
function providedFaults({ id, implementations }: AnyStateMachine): string[] {
  const provided: readonly (readonly [string, unknown])[] = Object.entries(implementations.actions);
  const faults = provided.flatMap(([name, action]) => ownActionFaults(action, `the action ${name}`));
  const delays = Object.keys(implementations.delays).map(
    (name) => `declares the delay ${name}: a deadline is a time in context`,
  );
  return [...faults, ...delays].map((fault) => `${id} ${fault}`);
}

function ownActionFaults(action: unknown, name: string): string[] {
  const { type, delay } = action as { readonly type?: string; readonly delay?: unknown };
  if (type === undefined || !OWN_ACTIONS.has(type))
    return [`has ${name} that acts by itself: emit, and the shard commits it`];
  return delay === undefined ? [] : [`has ${name} with a delay, which a restart forgets`];
}

/** The names in a guard; `and`, `or` and `not` are looked into, what has no name is undefined. */
function namesIn(guard: unknown): (string | undefined)[] {
  if (typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards))
    return guard.guards.flatMap(namesIn);
  if (typeof guard === 'function' && 'stateValue' in guard) return [];
  return [nameOf(guard)];
}

function nameOf(named: unknown): string | undefined {
  if (typeof named === 'string') return named;
  return typeof named === 'object' && named !== null && 'type' in named && typeof named.type === 'string'
    ? named.type
    : undefined;
}

const written = (actions: unknown): readonly unknown[] => [actions ?? []].flat();

const paramsOf = (action: unknown): unknown =>
  typeof action === 'object' && action !== null && 'params' in action ? action.params : undefined;

/** Functions compute at run time; what stands in the chart itself must survive a trip through JSON. */
const isJson = (value: unknown): boolean =>
  value === undefined ||
  typeof value === 'function' ||
  isDeepStrictEqual(JSON.parse(JSON.stringify(value) ?? 'null'), value);

const statesFrom = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(statesFrom)];

const transitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];
