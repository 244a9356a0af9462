import { describe, expect, test } from 'vitest';
import { canMove, isLifecycle, lifecycleIn } from '../../../machines/policy/lifecycle.ts';

const WORDS = ['pending', 'provisioning', 'active', 'maintenance', 'decommissioned'] as const;

/** Rows: from; columns: to, in the order of the words. */
const MATRIX = ['-YY-Y', 'Y-Y--', '---YY', '--Y-Y', '-----'];

describe('the lifecycle', () => {
  test.each(
    WORDS.flatMap((from, row) => WORDS.map((to, column) => [from, to, MATRIX[row]?.[column] === 'Y'] as const)),
  )('from %s to %s: %s', (from, to, allowed) => {
    expect(canMove(from, to)).toBe(allowed);
  });

  test('has five words, and case matters', () => {
    expect(WORDS.every(isLifecycle)).toBe(true);
    expect(['Active', 'retired', '', 'constructor'].some(isLifecycle)).toBe(false);
  });

  test('tells who gives another word which there are', () => {
    expect(WORDS.map(lifecycleIn)).toEqual(WORDS);
    expect(() => lifecycleIn('Active')).toThrow('"Active" is no lifecycle state: pending, provisioning');
  });
});
