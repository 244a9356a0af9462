import type { Activated, Wanted } from '../ports.ts';

/** An attempt that failed. */
export interface FailedAttempt {
  readonly path: string;
  readonly assignment: string | null;
  /** When it may be tried again, ms since the epoch; null: when the path or the assignment changes. */
  readonly retryAt: number | null;
}

const HOUR_MS = 3_600_000;

/** What to remember of a failed attempt. Without an assignment nobody can ask for another try, so time does. */
export const failedAttempt = ({ path, assignment }: Wanted, now: number): FailedAttempt => ({
  path,
  assignment,
  retryAt: assignment === null ? now + HOUR_MS : null,
});

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

/**
 * Exits after which the probes decide: 0, and what `switch-to-configuration` says when a snippet (2) or any unit,
 * perhaps an unrelated one (4), has failed; -1 is a switch that was cut off.
 */
const ACTIVATED = [0, 2, 4, -1];

/** Why a closure does not count as activated; null when it does. */
export function activationProblem({ running, exitCode, said }: Activated, path: string | undefined): string | null {
  if (running === path && ACTIVATED.includes(exitCode)) return null;
  const how = exitCode === -1 ? 'was cut off' : `ended with exit code ${exitCode}`;
  const where = running === path ? '' : `, and ${running || 'nothing'} runs`;
  return `switch ${how}${where}${said === '' ? '' : ` (${said})`}`;
}

/** When to poll again: what the control plane hints, within reason, or the usual interval. */
export const pollPause = (hintSeconds: number | null, usualSeconds: number): number =>
  hintSeconds === null ? usualSeconds : Math.min(Math.max(hintSeconds, 1), 86_400);

/** The first point after `now` of a grid that has a point at `point`; a new grid begins when the clock was set back. */
export function nextOnGrid(point: number, intervalMs: number, now: number): number {
  return point > now
    ? Math.min(point, now + intervalMs)
    : point + (Math.floor((now - point) / intervalMs) + 1) * intervalMs;
}
