import type { Attempt, AttemptPhase, Problem } from '../model/attempt.ts';
import type { Ports } from '../ports.ts';
import type { AgentContext } from './agent-cycle.ts';

/** What an agent remembers before it changes anything. */
type Remembered = Omit<Ports['rememberSystem']['output'], 'isBusy'>;

/**
 * A new attempt at what is wanted. Where it cannot be seen what runs, the way back leads to what the next boot would have
 * brought; and it never leads to a next boot into what has failed.
 */
export function begun({ settings, wanted, begun: earlier }: AgentContext, remembered: Remembered): Attempt {
  const { now, running, profile, bootId } = remembered;
  const previous = running === '' ? (profile ?? '') : running;
  const path = wanted?.path ?? '';
  return {
    // Not the time alone: the clock may be set back, and what an attempt leaves outside goes by its name.
    id: `${now}-${earlier + 1}`,
    wanted: path,
    assignment: wanted?.assignment ?? null,
    previous,
    profile: profile === path ? previous : profile,
    bootId,
    mode: settings.mode,
    phase: 'preparing',
    deadline: 0,
    problem: null,
  };
}

/** What is new when an attempt takes a step. */
export interface Step {
  readonly phase: AttemptPhase;
  readonly deadline?: number;
  readonly bootId?: string | null;
}

/** An attempt that takes a step. */
export const inPhase = (attempt: Attempt, step: Step): Attempt => ({ ...attempt, ...step });

/** An attempt that has failed; the first reason counts. */
export const blamed = (attempt: Attempt, problem: Problem): Attempt => ({
  ...attempt,
  problem: attempt.problem ?? problem,
});
