import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventWords, guardWords } from './words.ts';

/** A state as a renderer sees it. */
export interface ChartState {
  /** Unique in its chart, fit for every format: `idle`, `idle__waiting`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly description: string;
  /** Whether its parent begins in it. */
  readonly isInitial: boolean;
  readonly effects: readonly ChartEffect[];
  readonly states: readonly ChartState[];
}

/** Work that a state invokes. */
export interface ChartEffect {
  readonly id: string;
  readonly name: string;
}

/** A transition; `to` is the state itself where the chart stays in it. */
export interface ChartArrow {
  readonly from: string;
  readonly to: string;
  /** What happens, in words: `resume`, `deadline is done`, `at once`. */
  readonly event: string;
  readonly guard: string | undefined;
}

/** A statechart as plain data, in the order of its source. */
export interface ChartGraph {
  readonly name: string;
  readonly description: string;
  readonly root: ChartState;
  readonly arrows: readonly ChartArrow[];
}

/** The states and transitions of any XState machine. */
export function chartGraph(machine: AnyStateMachine): ChartGraph {
  const root = stateOf(machine.root);
  return { name: machine.id, description: root.description, root, arrows: arrowsOf(machine.root) };
}

function stateOf(node: AnyStateNode): ChartState {
  return {
    id: idOf(node),
    name: node.key,
    kind: node.type,
    description: node.description ?? '',
    isInitial: node.parent?.type === 'compound' && node.parent.initial.target.includes(node),
    effects: node.invoke.map(({ id, src }) => ({ id, name: typeof src === 'string' ? src : id })),
    states: childrenOf(node).map(stateOf),
  };
}

function arrowsOf(node: AnyStateNode): ChartArrow[] {
  const own = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return [...own.flatMap(arrowsOfTransition), ...childrenOf(node).flatMap(arrowsOf)];
}

function arrowsOfTransition({ source, target, eventType, guard }: AnyTransitionDefinition): ChartArrow[] {
  const shared = { from: idOf(source), event: eventWords(eventType), guard: guardWords(guard) };
  return (target ?? [source]).map((state) => ({ ...shared, to: idOf(state) }));
}

const childrenOf = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states);

/** The path with an underscore pair between its names, which no format takes for syntax; the root is the chart. */
const idOf = ({ path, key }: AnyStateNode): string =>
  (path.length === 0 ? key : path.join('__')).replaceAll(/[^\w]/g, '_');
