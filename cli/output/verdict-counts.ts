import { isOpen } from './open-verdict.ts';

/** Verdicts that are counted where there are some, and what the count is called. */
const COUNTED = [
  ['soaking', 'soaking'],
  ['unhealthy', 'unhealthy'],
  ['reverting', 'going back'],
  ['reverted', 'back'],
  ['revert_failed', 'not back'],
] as const;

/** How many machines have each verdict: to count them anew for every row would take too long in a large fleet. */
export class VerdictCounts {
  readonly #counts = new Map<string, number>();
  /** Those that have something before them. */
  readonly open = new Set<string>();

  judge(machine: string, before: string | undefined, verdict: string): void {
    if (before !== undefined) this.#counts.set(before, this.count(before) - 1);
    this.#counts.set(verdict, this.count(verdict) + 1);
    if (isOpen(verdict)) this.open.add(machine);
    else this.open.delete(machine);
  }

  count(verdict: string): number {
    return this.#counts.get(verdict) ?? 0;
  }
}

/** How many have a verdict that there are not always some of: `2 soaking`. */
export const othersIn = (counts: VerdictCounts): string[] =>
  COUNTED.flatMap(([verdict, called]) => (counts.count(verdict) > 0 ? [`${counts.count(verdict)} ${called}`] : []));
