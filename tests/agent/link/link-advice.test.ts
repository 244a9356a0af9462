import { describe, expect, test } from 'vitest';
import { LinkAdvice, type Nudge } from '../../../agent/link/link-advice.ts';
import type { DesiredGeneration } from '../../../machines/model/machine.ts';

const wanted = (name: string) => ({ hash: `/nix/store/${name}`, cache_url: null, assignment: null });

/** Advice whose questions, link and clock are in the hands of the test. */
function anAdvice() {
  const world = {
    isLinked: true,
    now: 0,
    answer: wanted('asked') as DesiredGeneration | null,
    questions: 0,
    looks: 0,
    /** Happens while a question is under way. */
    meanwhile: () => undefined as void,
  };
  const nudges: Nudge[] = [];
  const advice = new LinkAdvice({
    async ask() {
      world.questions += 1;
      const { answer } = world;
      await Promise.resolve();
      world.meanwhile();
      if (answer?.hash === 'refused') throw new Error('refused');
      return answer;
    },
    nudge: (nudge) => void nudges.push(nudge),
    async look() {
      world.looks += 1;
    },
    stands: () => world.isLinked,
    elapsedMs: () => world.now,
  });
  const link = (poll_seconds = 300) => advice.told({ type: 'welcome', resume_after: 0, poll_seconds });
  const says = (desired: ReturnType<typeof wanted> | null) => advice.told({ type: 'wanted', wanted: desired });
  return { advice, world, nudges, link, says };
}

describe('what a machine should run', () => {
  test('is asked for while there is no link, each time', async () => {
    const { advice, world } = anAdvice();
    await advice.desiredGeneration();
    expect(await advice.desiredGeneration()).toEqual(wanted('asked'));
    expect(world.questions).toBe(2);
  });

  test('is the last word of a link, between questions as far apart as the control plane wants', async () => {
    const { advice, world, nudges, link, says } = anAdvice();
    await advice.desiredGeneration();
    link(300);
    says(wanted('told'));
    expect(nudges).toEqual([{ type: 'wanted.changed' }]);
    world.now = 299_999;
    expect(await advice.desiredGeneration()).toMatchObject({ hash: '/nix/store/told', assignment: null });
    // A link does not see for itself that the certificates are others.
    expect({ questions: world.questions, looks: world.looks }).toEqual({ questions: 1, looks: 1 });
    world.now = 300_000;
    world.answer = wanted('told');
    await advice.desiredGeneration();
    expect(world.questions).toBe(2);
  });

  test('is asked for although the link has spoken, when it was never answered by HTTP', async () => {
    const { advice, world, link, says } = anAdvice();
    link();
    says(wanted('asked'));
    await advice.desiredGeneration();
    expect(world.questions).toBe(1);
  });

  test('is asked for when the link is gone, or about to go', async () => {
    const { advice, world, link, says } = anAdvice();
    await advice.desiredGeneration();
    link();
    says(wanted('told'));
    world.isLinked = false;
    expect(await advice.desiredGeneration()).toEqual(wanted('asked'));
    world.isLinked = true;
    advice.lost();
    await advice.desiredGeneration();
    expect(world.questions).toBe(3);
  });

  test('is nobody told of who knows it already', async () => {
    const { advice, nudges, link, says } = anAdvice();
    await advice.desiredGeneration();
    link();
    says(wanted('asked'));
    advice.lost();
    link();
    says(wanted('asked'));
    expect(nudges).toEqual([]);
  });

  test('is told of to who could not ask', async () => {
    const { advice, world, nudges, link, says } = anAdvice();
    await advice.desiredGeneration();
    world.answer = { hash: 'refused' };
    await expect(advice.desiredGeneration()).rejects.toThrow('refused');
    link();
    says(wanted('asked'));
    expect(nudges).toEqual([{ type: 'wanted.changed' }]);
  });

  test('is what was said while the question was under way, which may be newer than the answer', async () => {
    const { advice, world, link, says } = anAdvice();
    link();
    world.meanwhile = () => says(wanted('newer'));
    expect(await advice.desiredGeneration()).toMatchObject(wanted('newer'));
  });

  test('does not go back to what a link said before an answer that differs', async () => {
    const { advice, world, link, says } = anAdvice();
    link();
    says(wanted('told by a link that is dead'));
    expect(await advice.desiredGeneration()).toEqual(wanted('asked'));
    expect(await advice.desiredGeneration()).toMatchObject(wanted('asked'));
    expect(world.questions).toBe(1);
  });

  test('may be nothing', async () => {
    const { advice, world, link, says } = anAdvice();
    await advice.desiredGeneration();
    link();
    says(null);
    expect(await advice.desiredGeneration()).toBeNull();
    expect(world.questions).toBe(1);
  });
});

describe('the lines of a fetch', () => {
  test('are shown under the assignment that wants the path, else under its name', async () => {
    const { advice, world } = anAdvice();
    world.answer = { hash: '/nix/store/abc-web-01', assignment: 'r-1:0:1' };
    await advice.desiredGeneration();
    expect(advice.attemptFor('/nix/store/abc-web-01')).toBe('r-1:0:1');
    expect(advice.attemptFor('/nix/store/def-web-01')).toBe('def-web-01');
  });
});
