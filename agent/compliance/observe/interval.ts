import { Type } from 'typebox';
import { BadInput } from '../../../machines/errors.ts';

/** How often something is to happen, as people say it or in days: `weekly`, `10d`. */
export const Interval = Type.String({ pattern: '^(daily|weekly|monthly|quarterly|yearly|[1-9][0-9]{0,3}d)$' });

/** A month is as long as the longest: whoever tests on each first of a month is never late. */
const DAYS: ReadonlyMap<string, number> = new Map([
  ['daily', 1],
  ['weekly', 7],
  ['monthly', 31],
  ['quarterly', 92],
  ['yearly', 366],
]);

/** The days between two such events at most. Throws `BadInput` for what is no interval. */
export function daysOf(interval: string): number {
  const days = DAYS.get(interval) ?? Number(/^([1-9]\d{0,3})d$/.exec(interval)?.[1]);
  if (Number.isNaN(days))
    throw new BadInput(`no interval: ${interval} (daily, weekly, monthly, quarterly, yearly, or days as 45d)`);
  return days;
}
