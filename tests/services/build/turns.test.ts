import { describe, expect, test } from 'vitest';
import { createTurns } from '../../../services/build/turns.ts';

/** Work that ends when it is told to, and counts how much of it goes on. */
function aCrew(limit: number) {
  const turn = createTurns(limit);
  const begun: string[] = [];
  const ends = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const start = (name: string) =>
    turn(
      () =>
        new Promise<string>((resolve, reject) => {
          begun.push(name);
          ends.set(name, { done: () => resolve(name), fail: reject });
        }),
    );
  return { begun, start, end: (name: string) => ends.get(name) };
}

describe('turns', () => {
  test('are taken by at most so many at once, in the order in which they were asked for', async () => {
    const crew = aCrew(2);
    const work = ['a', 'b', 'c', 'd'].map(crew.start);
    expect(crew.begun).toEqual(['a', 'b']);
    crew.end('b')?.done();
    await work[1];
    expect(crew.begun).toEqual(['a', 'b', 'c']);
    crew.end('a')?.done();
    await work[0];
    expect(crew.begun).toEqual(['a', 'b', 'c', 'd']);
  });

  test('pass on when work fails, and its failure is its own', async () => {
    const crew = aCrew(1);
    const [first, second] = [crew.start('a'), crew.start('b')];
    crew.end('a')?.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    expect(crew.begun).toEqual(['a', 'b']);
    crew.end('b')?.done();
    expect(await second).toBe('b');
  });

  test('that are free again are free for who comes later', async () => {
    const crew = aCrew(1);
    const first = crew.start('a');
    crew.end('a')?.done();
    await first;
    const second = crew.start('b');
    expect(crew.begun).toEqual(['a', 'b']);
    crew.end('b')?.done();
    await second;
  });
});
