import { describe, expect, test } from 'vitest';
import { strategyOf, strategyWord } from '../../../cli/rollout/rollout-words.ts';

describe('the word for a strategy', () => {
  test.each([
    ['canary', 'canary'],
    ['all-at-once', 'all_at_once'],
    ['all_at_once', 'all_at_once'],
  ])('%s is %s on the wire', (word, strategy) => {
    expect(strategyOf(word, '--strategy')).toBe(strategy);
  });

  test('is spelt with dashes where it is shown and where it is refused', () => {
    expect(strategyWord('all_at_once')).toBe('all-at-once');
    expect(() => strategyOf('all_at_onse', '--strategy')).toThrow(
      '--strategy is one of canary, staged, all-at-once, not "all-at-onse"; did you mean all-at-once?',
    );
  });
});
