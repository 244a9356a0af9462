import { expect, test } from 'vitest';
import { sideBySide } from '../../../cli/ssh/side-by-side.ts';

test('what is done side by side is told in order, and one that throws keeps no other', async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, (underWay += 1));
    await Promise.resolve();
    underWay -= 1;
    if (item === 2) throw new Error('the disk is full');
    return `${item} done`;
  };
  const failed = (item: number, error: unknown) => `${item} failed: ${String(error)}`;
  const results = await sideBySide([1, 2, 3, 4], { limit: 2, work, failed });
  expect(results).toEqual(['1 done', '2 failed: Error: the disk is full', '3 done', '4 done']);
  expect(most).toBe(2);
});
