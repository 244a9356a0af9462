import { BadInput } from '../errors.ts';

/** How many unhealthy machines a batch of `size` tolerates: `"2"` or `"12.5%"` (rounded up). Throws `BadInput`. */
export function allowedFailures(spec: string, size: number): number {
  const [, count, percent] = /^(\d+)$|^(\d+(?:\.\d+)?)%$/.exec(spec) ?? [];
  if (count !== undefined) return Number(count);
  if (percent === undefined) {
    throw new BadInput(`failure_threshold is not a count or a percentage: "${spec}"; write for example "1" or "10%"`, {
      spec,
    });
  }
  if (Number(percent) > 100) throw new BadInput(`failure_threshold is more than 100%: "${spec}"`, { spec });
  return Math.ceil((size * Number(percent)) / 100);
}

/** Written as `100%` a threshold lets a batch pass in which no machine is healthy; no other spelling does. */
export const toleratesAll = (spec: string): boolean => /^100(\.0+)?%$/.test(spec);
