import type { OnFailure, Strategy } from '../../machines/model/rollout.ts';
import { oneOf } from '../line/one-of.ts';

/** How a rollout can go from batch to batch, as it is spelt on a line, in a file and on the screen. */
export const STRATEGIES = ['canary', 'staged', 'all-at-once'] as const;

/** What can follow when a batch fails. */
export const ON_FAILURE = ['pause', 'revert'] as const satisfies readonly OnFailure[];

/** The strategy of a word, which may have the wire's underscores. Throws `BadInput` that begins with `what`. */
export function strategyOf(word: string, what: string): Strategy {
  const spelt = oneOf(STRATEGIES, strategyWord(word), what);
  return spelt === 'all-at-once' ? 'all_at_once' : spelt;
}

/** A strategy of the wire as it is spelt here. */
export const strategyWord = (strategy: string): string => strategy.replaceAll('_', '-');
