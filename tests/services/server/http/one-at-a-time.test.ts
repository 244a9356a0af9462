import { expect, test } from 'vitest';
import { oneAtATime } from '../../../../services/server/http/one-at-a-time.ts';

test('what is done one at a time begins when the one before has ended, well or not', async () => {
  const said: string[] = [];
  const ends: (() => void)[] = [];
  const work = oneAtATime(async (name: string) => {
    said.push(`${name} begins`);
    await new Promise<void>((resolve) => ends.push(resolve));
    said.push(`${name} ends`);
    if (name === 'a') throw new Error('it is a');
    return name;
  });
  const [a, b] = [work('a'), work('b')];
  await Promise.resolve();
  expect(said).toEqual(['a begins']);
  ends[0]?.();
  await expect(a).rejects.toThrow('it is a');
  await Promise.resolve();
  expect(said).toEqual(['a begins', 'a ends', 'b begins']);
  ends[1]?.();
  expect(await b).toBe('b');
});
