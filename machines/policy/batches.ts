import { BadInput } from '../errors.ts';
import type { Strategy } from '../model/rollout.ts';

/** The batch sizes that a strategy means; `sizes` counts for `staged` only. */
export function batchSizes(strategy: Strategy, sizes: readonly string[] | null | undefined): readonly string[] {
  if (strategy === 'canary') return ['1', '100%'];
  if (strategy === 'staged' && sizes != null && sizes.length > 0) return sizes;
  return ['100%'];
}

/**
 * Cuts machines, in the order given, into batches. A percentage is of the machines that remain, rounded up.
 * Sizes that are reached with nothing left make no batch. Throws `BadInput` for a size that is not one, and
 * when the last leaves machines over: they would otherwise all be deployed at once.
 */
export function planBatches(machines: readonly string[], sizes: readonly string[]): string[][] {
  const batches: string[][] = [];
  let taken = 0;
  for (const size of sizes) {
    const count = sizeOf(size, machines.length - taken);
    if (count > 0) batches.push(machines.slice(taken, taken + count));
    taken += count;
  }
  const left = machines.length - taken;
  if (left > 0) {
    throw new BadInput(
      `batch_sizes ${sizes.join(',')} leave ${left} of ${machines.length} machines over; end with 100%`,
      {
        sizes,
        left,
      },
    );
  }
  return batches;
}

function sizeOf(spec: string, remaining: number): number {
  const [, count, percent] = /^(\d{1,9})$|^(\d{1,3}(?:\.\d{1,9})?)%$/.exec(spec) ?? [];
  if (Number(count) > 0) return Math.min(Number(count), remaining);
  if (Number(percent) > 0 && Number(percent) <= 100) return Math.ceil((remaining * Number(percent)) / 100);
  throw new BadInput(`not a batch size: "${spec}"; write a count like "2" or a percentage like "25%"`, { spec });
}
