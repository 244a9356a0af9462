import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** `reverting.waiting`, or `lifecycle.active, deployment.failed` of a parallel chart: where a persisted snapshot is. */
export const stateName = (state: unknown): string => valueName((state as { value: unknown }).value);

const valueName = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([name, inner]) => `${name}.${valueName(inner)}`);
  return parts.join(', ');
};

/** The states in which an actor of a chart may stay, and so be stored; `always` leads out of the others at once. */
export const storableStates = ({ root }: AnyStateMachine): string[] => storableIn(root);

function storableIn(node: AnyStateNode): string[] {
  const inside = Object.values(node.states);
  if (inside.length > 0) return inside.flatMap(storableIn);
  return node.always?.some(({ guard }) => guard === undefined) ? [] : [node.path.join('.')];
}
