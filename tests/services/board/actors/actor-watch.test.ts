import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HttpFailed, Unreachable } from '../../../../machines/errors.ts';
import type { ActorDetail, ActorFrame, Transition } from '../../../../machines/model/actor.ts';
import { type ActorSeen, type ActorWatch, watchActor } from '../../../../services/board/actors/actor-watch.ts';
import { NO_STEPS, type Timeline } from '../../../../services/board/actors/timeline.ts';
import { aQuestion, type Question } from '../../../support/a-question.ts';

const step = (seq: number, event = 'told'): Transition => ({
  ...{ seq, address: 'machine:web-01', delivery: seq, at: '2026-04-20T09:15:02Z', event, detail: {} },
  ...{ taken: [], state: 'running', active: ['running'] },
});

const anActor = (...seqs: number[]): ActorDetail => ({
  ...{ address: 'machine:web-01', kind: 'machine', status: 'resting', state: 'running', active: ['running'] },
  ...{ deliveries: 1, last_transition_at: null, problem: null, chart: 'machine', version: 2, context: {} },
  ...{ waits: [], mailbox: [], dead_letters: [] },
  history: seqs.map((seq) => step(seq)),
  last_seq: seqs[0] ?? 0,
});

const NO_SUCH = new HttpFailed('no such actor', 404);

/** An actor that is watched, and what a test says in place of its control plane. */
function watched() {
  const questions: Question<ActorDetail>[] = [];
  const feeds: Parameters<ActorWatch['session']['follow']>[0][] = [];
  let seen: ActorSeen | undefined;
  let timeline: Timeline = NO_STEPS;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const look = watchActor({
    session: {
      client: {
        getActor() {
          questions.push(aQuestion());
          return questions.at(-1)!.answer;
        },
      },
      follow: (feed) => void feeds.push(feed),
    },
    address: 'machine:web-01',
    show: (now) => (seen = now),
    change: (changed) => (timeline = changed(timeline)),
    signal: leaving.signal,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    look,
    feeds,
    questions,
    leave: () => leaving.abort(),
    feed: () => feeds.at(-1)!,
    say: (frame: ActorFrame) => feeds.at(-1)!.frame(frame),
    async answer(actor: ActorDetail | Error) {
      const question = questions.at(-1)!;
      if (actor instanceof Error) question.reject(actor);
      else question.resolve(actor);
      await settled();
    },
    seen: () => seen,
    timeline: () => timeline,
    seqs: () => timeline.steps.map(({ seq }) => seq),
  };
}

describe('an actor that is watched', () => {
  test('is followed from its last step', async () => {
    const actor = watched();
    await actor.answer(anActor(7, 5));
    expect([actor.feeds.length, actor.feed().after(), actor.seqs()]).toEqual([1, 7, [5, 7]]);
    actor.say({ type: 'transition', transition: step(9) });
    expect([actor.feed().after(), actor.seqs()]).toEqual([9, [5, 7, 9]]);
  });

  test('is no more when its feed says so, and left', async () => {
    const actor = watched();
    await actor.answer(anActor(7));
    expect(actor.say({ type: 'end', reason: 'deleted' })).toBe(true);
    expect([actor.seen()?.end, actor.feed().signal.aborted]).toEqual(['deleted', true]);
  });

  test('that is no more is still looked for, and begins anew when it is there again', async () => {
    const actor = watched();
    await actor.answer(anActor(7, 5));
    actor.say({ type: 'end', reason: 'deleted' });
    actor.look();
    await actor.answer(NO_SUCH);
    expect(actor.seen()?.end).toBe('deleted');
    actor.look();
    await actor.answer(anActor(12));
    expect(actor.seen()?.end).toBeUndefined();
    expect([actor.seqs(), actor.feeds.length, actor.feed().after()]).toEqual([[12], 2, 12]);
    actor.say({ type: 'transition', transition: step(13) });
    expect(actor.seqs()).toEqual([12, 13]);
  });

  test('stays no more when an answer comes to what was asked before its end', async () => {
    const actor = watched();
    await actor.answer(anActor(7));
    actor.look();
    actor.say({ type: 'end', reason: 'deleted' });
    await actor.answer(anActor(7));
    expect(actor.seen()?.end).toBe('deleted');
  });

  test('is looked for when its feed is refused, and no more when it is not there', async () => {
    const actor = watched();
    await actor.answer(anActor(7));
    actor.feed().refused?.();
    await actor.answer(new Unreachable('away'));
    expect([actor.seen()?.end, actor.feed().signal.aborted]).toEqual([undefined, false]);
    actor.feed().refused?.();
    await actor.answer(NO_SUCH);
    expect([actor.seen()?.end, actor.feed().signal.aborted]).toEqual([
      'the control plane does not know it any more',
      true,
    ]);
  });

  test('is asked for when its feed stands again, and replaced when the control plane has gone back', async () => {
    const actor = watched();
    await actor.answer(anActor(7, 5, 3));
    actor.feed().state('connected');
    expect(actor.questions.length).toBe(1);
    actor.feed().state('lost');
    actor.feed().state('connected');
    expect(actor.questions.length).toBe(2);
    await actor.answer(anActor(4, 3));
    expect([actor.seqs(), actor.timeline().forgotten, actor.feed().after()]).toEqual([[3, 4], 1, 4]);
    actor.say({ type: 'transition', transition: step(5, 'another') });
    expect(actor.timeline().steps.at(-1)?.event).toBe('another');
  });

  test('is replaced when the control plane has gone back and taken as many steps since', async () => {
    const actor = watched();
    await actor.answer(anActor(7, 5, 3));
    actor.feed().state('lost');
    actor.feed().state('connected');
    await actor.answer(anActor(9, 4, 3));
    expect([actor.seqs(), actor.timeline().forgotten]).toEqual([[3, 4, 9], 1]);
  });

  test('keeps a step that came while its answer was on its way', async () => {
    const actor = watched();
    await actor.answer(anActor(7));
    actor.look();
    actor.say({ type: 'transition', transition: step(8) });
    await actor.answer(anActor(7));
    expect([actor.seqs(), actor.timeline().forgotten, actor.feed().after()]).toEqual([[7, 8], 0, 8]);
  });

  test('that was never there is a failure, and shown once it is there', async () => {
    const actor = watched();
    await actor.answer(NO_SUCH);
    expect([actor.seen()?.error, actor.seen()?.end]).toEqual([NO_SUCH, undefined]);
    actor.look();
    await actor.answer(anActor(1));
    expect([actor.seen()?.error, actor.feeds.length]).toEqual([undefined, 1]);
  });

  test('is asked for once after a burst of steps, and never once it is left', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const actor = watched();
    await actor.answer(anActor(1));
    for (const seq of [2, 3, 4]) actor.say({ type: 'transition', transition: step(seq) });
    vi.runAllTimers();
    expect(actor.questions.length).toBe(2);
    await actor.answer(anActor(4, 3, 2, 1));
    actor.say({ type: 'transition', transition: step(5) });
    actor.leave();
    vi.runAllTimers();
    expect([actor.questions.length, actor.feed().signal.aborted]).toEqual([2, true]);
  });
});
