import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { ChartArrow, ChartState, Statechart } from '../../machines/model/statechart.ts';
import { stateId } from '../../machines/policy/active-states.ts';
import { eventWords, guardWords } from './words.ts';

/** The states and transitions of any XState machine, in the order of its source; the first state is the chart itself. */
export function statechartOf({ id, root }: AnyStateMachine): Statechart {
  return { name: id, description: root.description ?? '', states: statesOf(root), arrows: arrowsOf(root) };
}

function statesOf(node: AnyStateNode): ChartState[] {
  const state: ChartState = {
    id: stateId(node),
    name: node.key,
    parent: node.parent === undefined ? null : stateId(node.parent),
    kind: node.type,
    description: node.description ?? '',
    is_initial: node.parent?.type === 'compound' && node.parent.initial.target.includes(node),
    effects: node.invoke.map((invoked) => ({
      id: invoked.id,
      name: typeof invoked.src === 'string' ? invoked.src : invoked.id,
    })),
  };
  return [state, ...childrenOf(node).flatMap(statesOf)];
}

function arrowsOf(node: AnyStateNode): ChartArrow[] {
  const own = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return [...own.flatMap(arrowsOfTransition), ...childrenOf(node).flatMap(arrowsOf)];
}

function arrowsOfTransition({ source, target, eventType, guard }: AnyTransitionDefinition): ChartArrow[] {
  const shared = {
    from: stateId(source),
    event: eventType,
    words: eventWords(eventType),
    guard: guardWords(guard) ?? null,
  };
  return (target ?? [source]).map((state) => ({ ...shared, to: stateId(state) }));
}

const childrenOf = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states);
