import type { ActivationMode, Attempt } from '../model/attempt.ts';
import type { Condition } from '../model/condition.ts';
import type { HealthReport } from '../model/health.ts';
import type { Wanted } from '../ports.ts';
import { type FailedAttempt, isRefused } from './agent-attempt.ts';

/** What an agent does about a machine that runs what nobody told it to run. */
export type DriftPolicy = 'report' | 'correct';

/** How an agent was started. */
export interface AgentSettings {
  readonly pollSeconds: number;
  readonly retrySeconds: number;
  readonly healthSeconds: number;
  /** How long a machine may take to prove that it is well after an activation. */
  readonly confirmSeconds: number;
  readonly mode: ActivationMode;
  readonly drift: DriftPolicy;
  readonly isDryRun: boolean;
}

/** What an agent knows. */
export interface AgentContext {
  readonly settings: AgentSettings;
  /** The newest time that an effect told. */
  readonly now: number;
  /** The cycle that began with the program's start. */
  readonly isFirstCycle: boolean;
  /** It has looked at the facts before; an agent that has lost its snapshot has not. */
  readonly hasMemory: boolean;
  readonly knowsAssignments: boolean;
  readonly running: string;
  readonly profile: string | null;
  readonly wanted: Wanted | null;
  /** From the end of this cycle to the next poll. */
  readonly pauseSeconds: number;
  /** Cycles in a row that could not look, ask or fetch, and whether this is one of them. */
  readonly failures: number;
  readonly isRetrying: boolean;
  /** Something else may be wanted since it was asked. */
  readonly isNudged: boolean;
  readonly nextPollAt: number;
  readonly nextHealthAt: number;
  /** The attempt that has not ended, and how many have begun: that is part of their names. */
  readonly attempt: Attempt | null;
  readonly begun: number;
  /** How often its way back could not be begun. */
  readonly returns: number;
  /** Units that had failed before it; null: not known. */
  readonly brokenUnits: readonly string[] | null;
  /** When a closure that runs already has to prove itself, ms since the epoch. */
  readonly deadline: number;
  readonly health: HealthReport | null;
  readonly condition: Condition | null;
  readonly failed: FailedAttempt | null;
  /** The assignment whose path was found running, and reported so. */
  readonly confirmed: string | null;
  /** What was wanted when that last ran here: to find something else then is drift. */
  readonly reached: { readonly path: string; readonly assignment: string | null } | null;
  readonly drift: Drift | null;
  /** The boot default is being set right, which is not known to have ended; and in this cycle it is not tried (again). */
  readonly isMending: boolean;
  readonly isMendingPutOff: boolean;
  /** A closure that will be wanted soon. */
  readonly ahead: { readonly path: string; readonly cacheUrl: string | null } | null;
}

/** What a machine runs that nobody told its agent to run, and since when that is known. */
export interface Drift {
  readonly path: string;
  readonly since: number;
}

/** What an agent knows when its program starts for the first time. */
export function newContext(settings: AgentSettings, now: number): AgentContext {
  return {
    ...startOf(settings, now),
    knowsAssignments: false,
    running: '',
    profile: null,
    wanted: null,
    nextPollAt: now,
    hasMemory: false,
    attempt: null,
    begun: 0,
    returns: 0,
    brokenUnits: null,
    deadline: now,
    health: null,
    condition: null,
    failed: null,
    confirmed: null,
    reached: null,
    drift: null,
    isMending: false,
    isMendingPutOff: false,
    ahead: null,
  };
}

/** What every start of the program changes. The first health report comes a whole interval later. */
export const startOf = (settings: AgentSettings, now: number) => ({
  settings,
  now,
  isFirstCycle: true,
  isNudged: false,
  failures: 0,
  isRetrying: false,
  pauseSeconds: settings.pollSeconds,
  nextHealthAt: now + settings.healthSeconds * 1000,
});

/** Nothing is wanted, or only what has failed already. */
export const hasNothingToDo = ({ wanted, failed, now }: AgentContext): boolean =>
  wanted === null || isRefused(failed, wanted, now);

/** What is wanted will run after the next reboot; unless somebody else has seen to it that something else will. */
export const awaitsReboot = ({ attempt, wanted, running, profile }: AgentContext): boolean =>
  attempt?.phase === 'awaiting_reboot' &&
  attempt.wanted === wanted?.path &&
  running !== wanted.path &&
  (profile === null || profile === wanted.path);

/**
 * The next boot would bring something else than what is wanted: what waits for a reboot is wanted no longer, or somebody
 * else has switched; what is wanted runs, and the system profile names another; or it names what has failed here.
 */
export function wouldBootAnother(context: AgentContext): boolean {
  const { settings, attempt, running, profile, wanted, failed, now, isMending, isMendingPutOff } = context;
  if (wanted === null || settings.isDryRun || isMendingPutOff || awaitsReboot(context)) return false;
  if (attempt !== null) return true;
  const isOther = profile !== null && profile !== running;
  if (running === wanted.path) return (isMending || isOther) && !isRefused(failed, wanted, now);
  return (isMending || (isOther && profile === wanted.path)) && isRefused(failed, wanted, now);
}

/** What waits for a reboot is wanted no longer, and could not be taken back: two attempts at a time would be one too many. */
export const isHeldUp = ({ settings, attempt, running, wanted }: AgentContext): boolean =>
  attempt !== null && !settings.isDryRun && running !== wanted?.path;

/** A rollout wants what runs already, and was not told yet how the machine is there. */
export const runsNewAssignment = ({ running, wanted, confirmed }: AgentContext): boolean =>
  running === wanted?.path && wanted.assignment !== null && wanted.assignment !== confirmed;

/** What is wanted ran here already, and now something else does. */
export const hasDrifted = ({ settings, reached, wanted, running }: AgentContext): boolean =>
  settings.drift === 'report' &&
  reached !== null &&
  reached.path === wanted?.path &&
  reached.assignment === wanted.assignment &&
  running !== wanted.path;
