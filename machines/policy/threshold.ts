import { BadInput } from '../errors.ts';

/** How many unhealthy machines a batch of `size` tolerates: `"2"` or `"12.5%"` (rounded up). Throws `BadInput`. */
export const allowedFailures = (spec: string, size: number): number => countOf('failure_threshold', spec, size);

/** How many machines of a batch of `size` must be healthy: `"2"` or `"90%"` (rounded up), at most all. Throws `BadInput`. */
export const requiredHealthy = (spec: string, size: number): number =>
  Math.min(countOf('success_threshold', spec, size), size);

/** Written as `100%` a threshold lets a batch pass in which no machine is healthy; no other spelling does. */
export const toleratesAll = (spec: string): boolean => /^100(\.0+)?%$/.test(spec);

function countOf(name: string, spec: string, size: number): number {
  const [, count, percent] = /^(\d+)$|^(\d+(?:\.\d+)?)%$/.exec(spec) ?? [];
  if (count !== undefined) return Number(count);
  if (percent === undefined) {
    throw new BadInput(`${name} is not a count or a percentage: "${spec}"; write for example "1" or "10%"`, { spec });
  }
  if (Number(percent) > 100) throw new BadInput(`${name} is more than 100%: "${spec}"`, { spec });
  return Math.ceil((size * Number(percent)) / 100);
}
