import { describe, expect, test, vi } from 'vitest';
import { type ActorFeed, type ActorNews, followedActor } from '../../../cli/statechart/followed-actor.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import type { ActorDetail, Transition } from '../../../machines/model/actor.ts';
import { rolloutMachine } from '../../../machines/rollout.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { aQuestion, type Question } from '../../support/a-question.ts';

const step = (seq: number): Transition => ({
  ...{ seq, address: 'rollout:r-1', delivery: seq, at: '2026-11-21T12:00:00.000Z', event: 'start', detail: {} },
  ...{ taken: [], state: 'running', active: ['running'] },
});

const ACTOR: ActorDetail = {
  ...{ address: 'rollout:r-1', kind: 'rollout', status: 'resting', state: 'running', active: ['running'] },
  ...{ deliveries: 1, last_transition_at: null, problem: null, chart: 'rollout', version: 2, context: {} },
  ...{ waits: [], mailbox: [], dead_letters: [], history: [], last_seq: 1 },
};

const chart = statechartOf(rolloutMachine);

/** Somebody who follows an actor whose chart is of version 2, and what they were told. */
function aFollower(feed: ActorFeed['feed'], actor: ActorFeed['actor'] = async () => ACTOR) {
  const heard: ActorNews[] = [];
  const looking = aQuestion<() => void>();
  const ended = followedActor(
    { actor, feed, chart: async () => chart },
    {
      ...{ after: 1, version: 2, signal: new AbortController().signal },
      tell: (news) => void heard.push(news),
      eachLook(look) {
        looking.resolve(look);
        return () => undefined;
      },
    },
  );
  return { heard, ended, looking: looking.answer };
}

/** What is told of an actor that is fed so. */
async function told(feed: ActorFeed['feed'], actor?: ActorFeed['actor']): Promise<string[]> {
  const { heard, ended } = aFollower(feed, actor);
  await ended;
  return heard.map(({ type }) => type);
}

/** The feed of an actor that takes no step, until it is left. */
const silent: ActorFeed['feed'] = async function* ({ signal }) {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  yield* [];
};

describe('an actor that is followed', () => {
  test('is asked for anew after a step', async () => {
    let resolve = () => {};
    const asked = new Promise<void>((settle) => (resolve = settle));
    const heard = await told(
      async function* () {
        yield { type: 'transition', transition: step(2) };
        await asked;
        yield { type: 'end', reason: 'removed' };
      },
      async () => {
        resolve();
        return ACTOR;
      },
    );
    expect(heard).toEqual(['transition', 'actor', 'end']);
  });

  test('is waited for while its control plane is away', async () => {
    const heard = await told(async function* ({ onState }) {
      onState('connected');
      onState('lost');
      onState('lost');
      onState('connected');
      yield { type: 'end', reason: 'removed' };
    });
    expect(heard.filter((type) => type !== 'actor')).toEqual(['lost', 'found', 'end']);
  });

  test('is gone when it is not there any more after that', async () => {
    const heard = await told(async function* () {
      yield { type: 'gap', from: 2, to: 3 };
      throw new HttpFailed('no such actor', 404);
    });
    expect(heard.filter((type) => type !== 'actor')).toEqual(['gap', 'end']);
  });

  test('cannot be followed with a key that was revoked', async () => {
    // oxlint-disable-next-line require-yield -- refused before anything comes
    const following = told(async function* () {
      throw new HttpFailed('no such key', 401);
    });
    await expect(following).rejects.toThrow('no such key');
  });

  test('goes on when asking for it fails in passing, and fails with what is no such failure', async () => {
    const feed = (): ActorFeed['feed'] =>
      async function* ({ signal }) {
        yield { type: 'transition', transition: step(2) };
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
          setImmediate(resolve);
        });
        if (!signal.aborted) yield { type: 'end', reason: 'removed' };
      };
    expect(await told(feed(), () => Promise.reject(new Unreachable('away')))).toEqual(['transition', 'end']);
    await expect(told(feed(), () => Promise.reject(new TypeError('a defect')))).rejects.toThrow('a defect');
  });

  test('is asked for when it takes no step, never twice at once', async () => {
    const asked: Question<ActorDetail>[] = [];
    const { heard, ended, looking } = aFollower(silent, () => {
      asked.push(aQuestion());
      return asked.at(-1)!.answer;
    });
    const look = await looking;
    look();
    look();
    expect(asked.length).toBe(1);
    asked[0]?.resolve({ ...ACTOR, status: 'quarantined', problem: 'version 9 is newer' });
    await expect.poll(() => heard).toEqual([expect.objectContaining({ type: 'actor' })]);
    expect(heard[0]).toMatchObject({ actor: { problem: 'version 9 is newer' }, hasGoneBack: false });
    await expect.poll(() => (look(), asked.length)).toBe(2);
    asked[1]?.reject(new HttpFailed('no such actor', 404));
    await ended;
    expect(heard.at(-1)).toEqual({ type: 'end', reason: 'it is not there any more' });
  });

  test('ends as its feed says when it is not there any more after a step', async () => {
    let asked = 0;
    const { heard, ended } = aFollower(
      async function* ({ signal }) {
        yield { type: 'transition', transition: step(2) };
        await vi.waitUntil(() => asked > 0);
        await new Promise((resolve) => setImmediate(resolve));
        if (!signal.aborted) yield { type: 'end', reason: 'deleted' };
      },
      async () => {
        asked += 1;
        throw new HttpFailed('no such actor', 404);
      },
    );
    await ended;
    expect(heard.at(-1)).toEqual({ type: 'end', reason: 'deleted' });
  });

  test('has gone back when its control plane has fewer steps than it has told', async () => {
    const { heard, ended } = aFollower(
      async function* ({ onState, signal }) {
        onState('connected');
        yield { type: 'transition', transition: step(9) };
        await heardOf(heard, 'actor');
        onState('lost');
        onState('connected');
        await heardOf(heard, 'actor', 2);
        if (!signal.aborted) yield { type: 'end', reason: 'removed' };
      },
      async () => ({ ...ACTOR, last_seq: heard.some(({ type }) => type === 'lost') ? 4 : 9 }),
    );
    await ended;
    const looks = heard.flatMap((news) => (news.type === 'actor' ? [news.hasGoneBack] : []));
    expect(looks).toEqual([false, true]);
  });

  test('comes with its chart when it is of another version than before, once', async () => {
    let asked = 0;
    const { heard, ended, looking } = aFollower(silent, async () => {
      asked += 1;
      if (asked > 2) throw new HttpFailed('no such actor', 404);
      return { ...ACTOR, version: 3 };
    });
    const look = await looking;
    await expect.poll(() => (look(), heard.at(-1)?.type)).toBe('end');
    await ended;
    expect(heard.flatMap((news) => (news.type === 'actor' ? [news.chart] : []))).toEqual([chart, undefined]);
  });
});

/** Waits until so many of a type were told. */
const heardOf = (heard: readonly ActorNews[], type: string, count = 1): Promise<unknown> =>
  vi.waitUntil(() => heard.filter((news) => news.type === type).length >= count);
