/** What is persisted of an actor, as far as it is upgraded. */
interface State {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}

interface PartOf1 {
  readonly rollout: string;
  readonly batch: number | 'revert';
  readonly attempt: number;
  readonly verdict: string;
}

/**
 * A part learns how long its machine has to stay healthy: not at all. One that was skipped stands no longer for nothing: it
 * is kept, as `closed`, only if an earlier try of the same rollout has told the machine what to run.
 */
export function machineTo2(state: unknown): unknown {
  const { context, ...rest } = state as State;
  const part = context['part'] as PartOf1 | null;
  const lastOrder = part === null ? null : `${part.rollout}:${part.batch}:${part.attempt}`;
  const lastRevert = part?.batch === 'revert' ? part.rollout : null;
  const partNow = partTo2(part, context['desired'] as DesiredOf1);
  return { ...rest, context: { ...context, part: partNow, lastOrder, lastRevert } };
}

type DesiredOf1 = { readonly assignment: string | null } | null;

function partTo2(part: PartOf1 | null, desired: DesiredOf1): object | null {
  if (part === null) return null;
  const wasSkipped = part.verdict === 'skipped';
  if (wasSkipped && desired?.assignment?.startsWith(`${part.rollout}:`) !== true) return null;
  return { ...part, verdict: wasSkipped ? 'closed' : part.verdict, soakMs: 0, soaksSince: null };
}

/** A batch learns soak time and success threshold: it has neither. */
export function batchTo2(state: unknown): unknown {
  const { context, ...rest } = state as State;
  const tally = { ...(context['tally'] as object), soaking: 0 };
  const gates = { soakMs: 0, required: null, failing: [], isOverdue: false };
  return { ...rest, context: { ...context, ...gates, tally } };
}

/**
 * A rollout learns the progress deadline, which it has not, and to go back step by step. One that goes back already has
 * told all machines at once: that is its last step. What it tolerates was not in its state; nothing stops its way back.
 */
export function rolloutTo2(state: unknown): unknown {
  const { value, context, ...rest } = state as State;
  const [answered, reverted] = [Number(context['answered']), Number(context['reverted'])];
  const sizes = (context['sizes'] as readonly number[]).slice(0, Number(context['current']) + 1);
  const back = { step: 0, due: sizes.reduce((sum, size) => sum + size, 0), stuck: answered - reverted };
  const isReverting = typeof value === 'object';
  const gates = { failureThreshold: '100%', progressMs: null, progressDeadline: 0, cause: 'batch failure' };
  return {
    ...rest,
    value: value === 'running' ? { running: 'in_time' } : value,
    context: {
      ...context,
      ...gates,
      ...(isReverting ? back : { step: 0, due: 0, stuck: 0 }),
      failed: context['current'],
    },
  };
}
