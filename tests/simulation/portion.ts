import { type Lived, live } from './life.ts';
import { MUTATIONS } from './mutations.ts';
import type { Item } from './plan.ts';
import { planned } from './planner.ts';
import { shrink } from './shrink.ts';
import type { Templates } from './templates.ts';

/** Some seeds to be lived through. */
export interface PortionOrder {
  readonly first: number;
  readonly count: number;
  /** The name of a way in which the engine is broken. */
  readonly mutation?: string | undefined;
  /** Failures are as they come, not shrunk. */
  readonly isRaw?: boolean | undefined;
}

/** A life that went wrong, as short as it could be made. */
export interface Failure {
  readonly seed: number;
  readonly name: string;
  /** The plan, as short as it gets, and what happened. */
  readonly items: readonly Item[];
  readonly tale: readonly string[];
  /** All of it, as it is printed. */
  readonly text: string;
}

/** What came of a portion. */
export interface PortionResult {
  readonly seeds: number;
  /** Seeds that were lived; in the others a mutation could not show. */
  readonly lives: number;
  readonly seen: readonly (readonly [string, number])[];
  readonly failures: readonly Failure[];
}

/**
 * Lives through some seeds, up to the first that fails; passes over those in which a mutation could not show. Throws for a
 * mutation that there is not.
 */
export async function livePortion(order: PortionOrder, templates: Templates): Promise<PortionResult> {
  const { first, count, isRaw } = order;
  const mutation = mutationOf(order);
  const lifeOf = (plan: Lived['plan']) => live(plan, templates, mutation?.broken());
  const seen = new Map<string, number>();
  let lives = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const plan = planned(seed);
    if (mutation?.needs?.(plan) === false) continue;
    const lived = await lifeOf(plan);
    lives += 1;
    for (const [what, times] of lived.seen) seen.set(what, (seen.get(what) ?? 0) + times);
    if (lived.broken === undefined) continue;
    const shortest = isRaw ? lived : await shrink(lived, lifeOf);
    return { seeds: seed - first + 1, lives, seen: [...seen], failures: [failureOf(shortest)] };
  }
  return { seeds: count, lives, seen: [...seen], failures: [] };
}

function mutationOf({ mutation: name }: PortionOrder): (typeof MUTATIONS)[number] | undefined {
  if (name === undefined) return undefined;
  const mutation = MUTATIONS.find((one) => one.name === name);
  if (mutation !== undefined) return mutation;
  throw new Error(`no mutation is called "${name}"; there are: ${MUTATIONS.map((one) => one.name).join(', ')}`);
}

function failureOf({ plan: { seed, items }, broken, tale }: Lived): Failure {
  const plan = items.map((item) => `  ${JSON.stringify(item)}`);
  const story = tale.map((line) => `  ${line}`);
  const name = broken?.name ?? 'nothing';
  const text = [
    `seed ${seed}: ${name}: ${broken?.detail}`,
    'the plan, as short as it gets:',
    ...plan,
    'what happened:',
    ...story,
  ];
  return { seed, name, items, tale, text: text.join('\n') };
}
