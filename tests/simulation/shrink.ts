import type { Lived } from './life.ts';
import type { Item, Plan } from './plan.ts';

/** Lives are not free: after so many the shortest plan so far has to do. */
const TRIALS = 400;

/**
 * The shortest plan that still breaks the same promise: takes items away, half of them first, then fewer at a time, until
 * each that is left is needed. `lives` lives a plan.
 */
export async function shrink(failed: Lived, lives: (plan: Plan) => Promise<Lived>): Promise<Lived> {
  const name = failed.broken?.name;
  let best = failed;
  let trials = 0;
  const stillBreaks = async (items: readonly Item[]): Promise<boolean> => {
    if ((trials += 1) > TRIALS) return false;
    const lived = await lives({ ...failed.plan, items });
    if (lived.broken?.name !== name) return false;
    best = lived;
    return true;
  };
  for (let size = Math.ceil(failed.plan.items.length / 2); size >= 1;) {
    const hasShrunk = await withoutPortions(best.plan.items, size, stillBreaks);
    if (trials >= TRIALS || (size === 1 && !hasShrunk)) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return best;
}

/** Takes away portion after portion, and leaves out for good what is not missed; whether there was any. */
async function withoutPortions(
  items: readonly Item[],
  size: number,
  stillBreaks: (items: readonly Item[]) => Promise<boolean>,
): Promise<boolean> {
  let kept = items;
  for (let from = 0; from < kept.length;) {
    const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
    if (await stillBreaks(rest)) kept = rest;
    else from += size;
  }
  return kept.length < items.length;
}
