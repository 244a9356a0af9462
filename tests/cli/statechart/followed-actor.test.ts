import { describe, expect, test } from 'vitest';
import { type ActorFeed, type ActorNews, followedActor } from '../../../cli/statechart/followed-actor.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import type { ActorDetail, Transition } from '../../../machines/model/actor.ts';

const step = (seq: number): Transition => ({
  ...{ seq, address: 'rollout:r-1', delivery: seq, at: '2026-11-21T12:00:00.000Z', event: 'start', detail: {} },
  ...{ taken: [], state: 'running', active: ['running'] },
});

const ACTOR: ActorDetail = {
  ...{ address: 'rollout:r-1', kind: 'rollout', status: 'resting', state: 'running', active: ['running'] },
  ...{ deliveries: 1, last_transition_at: null, problem: null, chart: 'rollout', version: 2, context: {} },
  ...{ waits: [], mailbox: [], dead_letters: [], history: [], last_seq: 1 },
};

/** What is told of an actor that is fed so. */
async function told(feed: ActorFeed['feed'], actor: ActorFeed['actor'] = async () => ACTOR): Promise<string[]> {
  const heard: string[] = [];
  const tell = (news: ActorNews) => void heard.push(news.type);
  await followedActor({ actor, feed }, { after: 1, signal: new AbortController().signal, tell });
  return heard;
}

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
});
