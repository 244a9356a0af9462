import type { Failure } from './errors.ts';
import type { Attempt } from './model/attempt.ts';
import type { AgentContext } from './policy/agent-cycle.ts';

/*
 * What the parts of the agent's chart pass to effects, and of an effect's end to guards and actions.
 */

/** What an effect answered. */
export function itsOutput<Output>({ event }: { readonly event: { readonly output: Output } }): Output {
  return event.output;
}

/** Why an effect failed: `fromEffect` makes every error a `Failure`. */
export function itsReason({ event }: { readonly event: { readonly error: unknown } }): { reason: string } {
  return { reason: (event.error as Failure).message };
}

/** Whatever could not be done in an attempt: the machine goes back, and this is why. */
export const GOES_BACK = {
  target: '#agent.rolling_back',
  actions: { type: 'blame', params: itsReason },
} as const;

/** The dead man had begun: he takes the machine back, whatever was measured. */
export const HAS_FIRED = {
  guard: { type: 'hasFired', params: itsOutput<{ readonly hasFired: boolean }> },
  target: '#agent.rolling_back',
  actions: 'blameSilence',
} as const;

/** The step that makes the attempt's path the boot default; a step of its own, which is begun once. */
export function itsBootStep({ context: { attempt } }: { readonly context: AgentContext }) {
  return { id: `${attempt?.id}-boot`, path: attempt?.wanted ?? '', step: 'boot' as const };
}

/** The path that the attempt at hand brings. */
export function itsPath({ context }: { readonly context: AgentContext }): { path: string } {
  return { path: context.attempt?.wanted ?? '' };
}

/** The attempt at hand, for the effects that serve it. */
export function itsAttempt({ context: { attempt } }: { readonly context: AgentContext }): { attempt: Attempt } {
  if (attempt === null) throw new Error('there is no attempt in a state that serves one');
  return { attempt };
}

/** A line of the log for who wonders why nothing happens. */
export const SOMEBODY_ELSE = {
  type: 'logProblem',
  params: { reason: 'somebody else is switching this machine, or just has; the change waits for the next poll' },
} as const;
