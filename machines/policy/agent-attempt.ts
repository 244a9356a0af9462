import type { Attempt } from '../model/attempt.ts';
import type { Activated, Returned, Stock, Wanted } from '../ports.ts';

/** An attempt that failed. */
export interface FailedAttempt {
  readonly path: string;
  readonly assignment: string | null;
  /** When it may be tried again, ms since the epoch; null: when the path or the assignment changes. */
  readonly retryAt: number | null;
}

const HOUR_MS = 3_600_000;

/**
 * What to remember of a failed attempt, by what runs after it. Without an assignment nobody can ask for another try, so
 * time does; but not while the machine has not come back: what has failed there would only be taken for good.
 */
export const failedAttempt = (
  { wanted, assignment }: Pick<Attempt, 'wanted' | 'assignment'>,
  { now, running }: Pick<Stock, 'now' | 'running'>,
): FailedAttempt => ({
  path: wanted,
  assignment,
  retryAt: assignment === null && running !== wanted ? now + HOUR_MS : null,
});

/** What an agent that has lost its memory knows of a failure: its last attempt, if that failed. */
export const failureFound = (stock: Pick<Stock, 'lastFailed' | 'now' | 'running'>): FailedAttempt | null =>
  stock.lastFailed && failedAttempt(stock.lastFailed, stock);

/** Whether what is wanted has failed before and is not to be tried again yet. */
export function isRefused(failed: FailedAttempt | null, wanted: Wanted | null, now: number): boolean {
  if (failed === null || wanted === null) return false;
  if (failed.path !== wanted.path || failed.assignment !== wanted.assignment) return false;
  return failed.retryAt === null || now < failed.retryAt;
}

/**
 * What is still to be known of a failed attempt now that this is wanted. To want nothing is no other wish, and
 * nobody waits longer because the clock was set back.
 */
export function stillFailed(failed: FailedAttempt | null, wanted: Wanted | null, now: number): FailedAttempt | null {
  if (failed === null || wanted === null) return failed;
  if (!isRefused(failed, wanted, now)) return null;
  return failed.retryAt === null ? failed : { ...failed, retryAt: Math.min(failed.retryAt, now + HOUR_MS) };
}

/** What came of a switch. */
export type ActivationVerdict =
  | { readonly is: 'activated' }
  /** Only a reboot can bring this closure. */
  | { readonly is: 'reboot_required' }
  /** Somebody else switches: nothing was done. */
  | { readonly is: 'locked_out' }
  | { readonly is: 'failed'; readonly reason: string };

/** `switch-to-configuration` says so when the new init, or another critical part, cannot take over from the old one. */
const NEEDS_REBOOT = 100;

/** What it says when some unit, perhaps an unrelated one, has failed: the probes decide. */
const UNITS_FAILED = 4;

/** And when a snippet of the activation script has. */
const SNIPPET_FAILED = 2;

/** What `switch-to-configuration` prints when it is inhibited: its exit code alone does not tell. */
const INHIBITED = /Pre-switch check 'switchInhibitors' failed/;

/** And when somebody else holds the lock; the exit code is the error number of the platform. */
const LOCKED_OUT = /Could not acquire lock/;

/** What came of a switch to a path. */
export function activationVerdict({ running, exitCode, said }: Activated, path: string): ActivationVerdict {
  if (exitCode === NEEDS_REBOOT || (exitCode > 0 && running !== path && INHIBITED.test(said)))
    return { is: 'reboot_required' };
  if (exitCode > 0 && running !== path && LOCKED_OUT.test(said)) return { is: 'locked_out' };
  if (running === path && (exitCode === 0 || exitCode === UNITS_FAILED)) return { is: 'activated' };
  const where = running === path ? '' : `, and ${running || 'nothing'} runs`;
  return { is: 'failed', reason: `switch ${howEnded(exitCode)}${where}${lastLine(said)}` };
}

/** Why a switch to a path has failed. */
export function switchProblem(activated: Activated, path: string): string {
  const verdict = activationVerdict(activated, path);
  if (verdict.is === 'failed') return verdict.reason;
  return verdict.is === 'locked_out' ? 'somebody else was switching' : 'the switch failed';
}

function howEnded(exitCode: number): string {
  if (exitCode === -1) return 'was cut off';
  return `ended with exit code ${exitCode}${exitCode === SNIPPET_FAILED ? ': the activation script failed' : ''}`;
}

/** Why a step that makes a path permanent has not worked; null when it has. */
export const permanenceProblem = ({ exitCode, said }: Activated): string | null =>
  exitCode === 0 ? null : `it could not be made the boot default: that ${howEnded(exitCode)}${lastLine(said)}`;

/** Why a machine is not where it was before an attempt; null when it is. */
export function returnProblem(returned: Returned, { previous, profile }: Attempt): string | null {
  const { running, exitCode, said } = returned;
  if (previous === '') return 'nothing ran before that the machine could return to';
  if (running !== previous) {
    return `the switch back ${howEnded(exitCode)}, and ${running === '' ? 'nothing' : running} runs${lastLine(said)}`;
  }
  if (profile !== null && returned.profile !== profile)
    return `${previous} runs again, but the system profile is ${returned.profile ?? 'gone'}: the next boot may differ`;
  if (RETURNED.includes(exitCode)) return null;
  return `${previous} runs again, but the switch back ${howEnded(exitCode)}: the next boot may differ${lastLine(said)}`;
}

/** Exits of a way back after which all was done that it had to do; that units fail there is for the checks to say. */
const RETURNED: readonly number[] = [0, SNIPPET_FAILED, UNITS_FAILED];

const lastLine = (said: string): string => {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : ` (${line})`;
};
