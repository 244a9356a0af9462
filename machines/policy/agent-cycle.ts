import type { HealthReport } from '../model/health.ts';
import type { Outcome } from '../model/report.ts';
import type { Wanted } from '../ports.ts';
import { type FailedAttempt, isRefused } from './agent-attempt.ts';

/** How an agent was started. */
export interface AgentSettings {
  readonly pollSeconds: number;
  readonly retrySeconds: number;
  readonly healthSeconds: number;
  /** How long probes may take to pass after an activation. */
  readonly verifySeconds: number;
  readonly isDryRun: boolean;
}

/** Why an attempt failed. */
export interface Problem {
  readonly outcome: Outcome;
  readonly reason: string;
}

/** What an agent knows. */
export interface AgentContext {
  readonly settings: AgentSettings;
  /** The newest time that an effect told. */
  readonly now: number;
  /** The cycle that began with the program's start. */
  readonly isFirstCycle: boolean;
  readonly knowsAssignments: boolean;
  readonly running: string;
  readonly wanted: Wanted | null;
  /** From the end of this cycle to the next poll. */
  readonly pauseSeconds: number;
  readonly nextPollAt: number;
  readonly nextHealthAt: number;
  /** What ran before the attempt at hand: where a rollback goes; "" when that is not known. */
  readonly previous: string;
  /** Names the attempt at hand. */
  readonly attempt: string;
  /** When probes have to pass. */
  readonly deadline: number;
  readonly health: HealthReport | null;
  readonly problem: Problem | null;
  readonly failed: FailedAttempt | null;
  /** The assignment whose path was found running, and reported so. */
  readonly confirmed: string | null;
}

/** What an agent knows when its program starts for the first time. */
export function newContext(settings: AgentSettings, now: number): AgentContext {
  return {
    ...startOf(settings, now),
    knowsAssignments: false,
    running: '',
    wanted: null,
    nextPollAt: now,
    previous: '',
    attempt: '',
    deadline: now,
    health: null,
    problem: null,
    failed: null,
    confirmed: null,
  };
}

/** What every start of the program changes. The first health report comes a whole interval later. */
export const startOf = (settings: AgentSettings, now: number) => ({
  settings,
  now,
  isFirstCycle: true,
  pauseSeconds: settings.pollSeconds,
  nextHealthAt: now + settings.healthSeconds * 1000,
});

/** Nothing is wanted, or only what has failed already. */
export const hasNothingToDo = ({ wanted, failed, now }: AgentContext): boolean =>
  wanted === null || isRefused(failed, wanted, now);
