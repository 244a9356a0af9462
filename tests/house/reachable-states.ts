import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** The states that some way from the start leads into; guards are taken to let everything pass. */
export function reachableStates({ root }: AnyStateMachine): ReadonlySet<AnyStateNode> {
  const reached = new Set<AnyStateNode>();
  const enter = (node: AnyStateNode): void => {
    if (reached.has(node)) return;
    reached.add(node);
    for (const next of [...parentOf(node), ...insideOf(node), ...targetsOf(node)]) enter(next);
  };
  enter(root);
  return reached;
}

const parentOf = ({ parent }: AnyStateNode): AnyStateNode[] => (parent ? [parent] : []);

function insideOf(node: AnyStateNode): readonly AnyStateNode[] {
  if (node.type === 'parallel') return Object.values(node.states);
  return node.type === 'compound' ? node.initial.target : [];
}

function targetsOf(node: AnyStateNode): AnyStateNode[] {
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return transitions.flatMap(({ target }) => target ?? []);
}
