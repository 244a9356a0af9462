import { expect, test } from 'vitest';
import { oneAtATime } from '../../../../services/board/elements/one-at-a-time.ts';

/** A deed of which the test says when it is done. */
function aDeed() {
  const under: (() => void)[] = [];
  const leaving = new AbortController();
  const ask = oneAtATime(() => new Promise<void>((done) => under.push(done)), leaving.signal);
  const done = async () => {
    under.at(-1)?.();
    await new Promise((settled) => setImmediate(settled));
  };
  return { ask, done, leaving, begun: () => under.length };
}

test('a question that is slower than they come is not begun again until it is answered, and then once', async () => {
  const { ask, done, begun } = aDeed();
  ask();
  ask();
  ask();
  expect(begun()).toBe(1);
  await done();
  expect(begun()).toBe(2);
  await done();
  expect(begun()).toBe(2);
});

test('nothing is begun when the page is left', async () => {
  const { ask, done, leaving, begun } = aDeed();
  ask();
  ask();
  leaving.abort();
  await done();
  expect(begun()).toBe(1);
});
