/** What is persisted of an actor, as far as it is upgraded. */
interface State {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}

/** A rollout learns that operators pause too, which nobody has done yet, and to count its orders to batches. */
export function rolloutTo3(state: unknown): unknown {
  const { value, context, ...rest } = state as State;
  return { ...rest, value: value === 'paused' ? { paused: 'by_failure' } : value, context: { ...context, order: 0 } };
}

/** A batch learns to count what it was ordered: its rollout begins to count as well. */
export function batchTo3(state: unknown): unknown {
  const { context, ...rest } = state as State;
  return { ...rest, context: { ...context, order: 0 } };
}
