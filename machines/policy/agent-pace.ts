/** When to poll again: what the control plane hints, within reason, or the usual interval. */
export const pollPause = (hintSeconds: number | null, usualSeconds: number): number =>
  hintSeconds === null ? usualSeconds : Math.min(Math.max(hintSeconds, 1), 86_400);

/** The most that an interval is shortened by, so that a fleet that was started together does not poll together. */
const JITTER = 0.1;

/** An interval in ms; `chance` is from 0 up to 1. Never longer than it says: v0.1.1's control plane counts on that. */
export const jittered = (seconds: number, chance: number): number => Math.ceil(seconds * 1000 * (1 - JITTER * chance));

/** When to try again after this many failures in a row: twice as late each time, until the usual pace is reached. */
export function retryPause({ retrySeconds, pollSeconds }: Pace, failures: number): number {
  return Math.min(retrySeconds * 2 ** Math.min(failures - 1, 16), Math.max(retrySeconds, pollSeconds));
}

interface Pace {
  readonly retrySeconds: number;
  readonly pollSeconds: number;
}

/** The first point after `now` of a grid that has a point at `point`; a new grid begins when the clock was set back. */
export function nextOnGrid(point: number, intervalMs: number, now: number): number {
  return point > now
    ? Math.min(point, now + intervalMs)
    : point + (Math.floor((now - point) / intervalMs) + 1) * intervalMs;
}
