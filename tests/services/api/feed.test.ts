import { describe, expect, test } from 'vitest';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import { followFeed, type FollowOptions } from '../../../services/api/feed.ts';
import { aCable } from '../../support/a-cable.ts';
import { Journal } from '../../support/a-journal.ts';
import { aServer, KEYS } from '../../support/a-server.ts';
import { seqs } from '../../support/a-viewer.ts';

/** A control plane whose events the test writes, behind a cable that it can cut. */
async function aFeed() {
  const journal = new Journal();
  const plane = await aServer({ engine: journal.engine });
  journal.on(plane.db).rollout('r-1', 'running');
  const cable = await aCable(plane.url);
  const follow = (options: Partial<FollowOptions> = {}) =>
    followFeed({ url: cable.url, apiKey: KEYS.readonly, ...options });
  return { plane, journal, cable, follow };
}

/** Takes frames until `isLast`, which may act on each. */
async function taken(frames: AsyncIterable<FeedFrame>, isLast: (frame: FeedFrame, count: number) => boolean) {
  const all: FeedFrame[] = [];
  for await (const frame of frames) {
    all.push(frame);
    if (isLast(frame, all.length)) break;
  }
  return all;
}

const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

describe('following a feed', () => {
  test('misses nothing and sees nothing twice over connections that are cut', async () => {
    const { journal, cable, follow } = await aFeed();
    journal.rows(40);
    const states: string[] = [];
    const frames = follow({ rolloutId: 'r-1', onState: (state) => states.push(state) });
    const all = await taken(frames, (frame, count) => {
      if (count === 40 || count === 60) {
        cable.cut();
        journal.rows(20);
        journal.nudge();
      }
      return frame.type === 'row' && frame.row.seq === 80;
    });
    expect(seqs(all)).toEqual(upTo(80));
    expect(states).toEqual(['connected', 'lost', 'connected', 'lost', 'connected']);
  });

  test('goes on from the seq given', async () => {
    const { journal, follow } = await aFeed();
    journal.rows(3);
    expect(seqs(await taken(follow({ after: 2 }), () => true))).toEqual([3]);
  });

  test('ends after the end of the rollout', async () => {
    const { journal, follow } = await aFeed();
    journal.rows(2);
    journal.rollout('r-1', 'completed');
    const all = await taken(follow({ rolloutId: 'r-1' }), () => false);
    expect(all.map(({ type }) => type)).toEqual(['row', 'row', 'end']);
  });

  test('goes on after a gap', async () => {
    const { plane, journal, cable, follow } = await aFeed();
    journal.rows(4);
    plane.db.exec('DELETE FROM events WHERE seq <= 2');
    const all = await taken(follow(), (frame, count) => {
      if (frame.type === 'gap') cable.cut();
      return count === 3;
    });
    expect(all.map(({ type }) => type)).toEqual(['gap', 'row', 'row']);
    expect(seqs(all)).toEqual([3, 4]);
  });

  test('hears only the types asked for', async () => {
    const { journal, follow } = await aFeed();
    journal.rows(1);
    journal.rows(1, { type: 'batch_failed' });
    expect(seqs(await taken(follow({ topics: ['batch_failed'] }), () => true))).toEqual([2]);
  });

  test('lets a slow reader take its time', async () => {
    const { journal, follow } = await aFeed();
    journal.rows(5000, { message: 'x'.repeat(2000) });
    const frames = follow();
    const first = await frames.next();
    // Many turns of the loop in which the socket could run ahead of who reads it.
    for (let turn = 0; turn < 2000; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    const rest = await taken(frames, (frame) => frame.type === 'row' && frame.row.seq === 5000);
    expect(first.value).toMatchObject({ row: { seq: 1 } });
    expect(seqs(rest)).toEqual(upTo(5000).slice(1));
  });

  test.each([
    ['a wrong key', { apiKey: 'nobody' }, 401],
    ['no key', { apiKey: undefined }, 401],
    ['an unknown rollout', { rolloutId: 'r-none' }, 404],
  ])('with %s throws at once', async (_, options, status) => {
    const { follow } = await aFeed();
    await expect(taken(follow(options), () => true)).rejects.toMatchObject({ code: 'HTTP_FAILED', status });
  });

  test('tries again while there is no control plane, until it is told to stop', async () => {
    const stop = new AbortController();
    let losses = 0;
    const onState = (state: string, failure?: { message: string }) => {
      losses += 1;
      expect([state, failure?.message]).toEqual(['lost', expect.stringContaining('nothing listens there')]);
      if (losses === 2) stop.abort();
    };
    expect(await taken(followFeed({ url: 'http://127.0.0.1:1', signal: stop.signal, onState }), () => true)).toEqual(
      [],
    );
    expect(losses).toBe(2);
  });

  test('ends without an error when it is told to stop', async () => {
    const { journal, follow } = await aFeed();
    journal.rows(1);
    const stop = new AbortController();
    const all = await taken(follow({ signal: stop.signal }), () => {
      stop.abort();
      return false;
    });
    expect(seqs(all)).toEqual([1]);
  });
});
