import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventSource, EventsTopic } from '../../../../services/server/sockets/events-topic.ts';
import { Feed, type FeedTiming } from '../../../../services/server/sockets/feed.ts';
import { aGreedySocket } from '../../../support/a-greedy-socket.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aServer, KEYS } from '../../../support/a-server.ts';
import { aViewer, seqs } from '../../../support/a-viewer.ts';
import { toldToClose } from '../../../support/told-to-close.ts';

/** A control plane whose events the test writes. */
async function aFeed(feedTiming: Partial<FeedTiming> = {}) {
  const journal = new Journal();
  const plane = await aServer({ engine: journal.engine, feedTiming });
  journal.on(plane.db).rollout('r-1', 'running');
  return { plane, journal };
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, n) => from + n);

describe('a feed', () => {
  test('gives everything else a turn after each page, and after each viewer', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(1200);
    const feed = new Feed({ engine: plane.engine, log: () => undefined });
    onTestFinished(() => feed.stop());
    const source = eventSource(plane.reads);
    const viewers = [aGreedySocket(), aGreedySocket()];
    for (const { socket } of viewers)
      feed.serve(socket, new EventsTopic(source, plane.reads, {}), { after: 0, mayStay: () => true });
    const seen = [];
    for (let turn = 0; turn < 7; turn += 1) {
      seen.push(viewers.map(({ sent }) => sent.length));
      await nextTurn();
    }
    expect(seen).toEqual([
      [0, 0],
      [500, 0],
      [500, 500],
      [1000, 500],
      [1000, 1000],
      [1200, 1000],
      [1200, 1200],
    ]);
  });

  test.each([
    ['is revoked', `DELETE FROM api_keys WHERE role = 'readonly'`],
    ['expires', `UPDATE api_keys SET expires_at = 1 WHERE role = 'readonly'`],
  ])('ends soon after its key %s', async (_, sql) => {
    const { plane } = await aFeed({ pingMs: 20 });
    const [viewer, other] = [
      await aViewer(plane.url, '/api/v1/live'),
      await aViewer(plane.url, '/api/v1/rollouts/r-1/live'),
    ];
    await once(viewer.socket, 'ping');
    plane.db.exec(sql);
    const end = { code: 1008, reason: 'your API key is not good any more' };
    expect(await Promise.all([viewer.closed, other.closed])).toEqual([end, end]);
  });
});

describe('the feed of a rollout', () => {
  test('replays what happened after the seq given and then follows', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(3);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live?after=1');
    expect(seqs(await viewer.has(2))).toEqual([2, 3]);
    journal.rows(2);
    journal.nudge();
    expect(seqs(await viewer.has(4))).toEqual([2, 3, 4, 5]);
    expect(viewer.frames[0]).toEqual({
      type: 'row',
      row: {
        seq: 2,
        at: '1970-01-01T00:00:02.000Z',
        type: 'status_change',
        rollout_id: 'r-1',
        machine_id: null,
        actor: 'executor',
        message: 'something happened',
        detail: { a: 1 },
      },
    });
  });

  test('sends only what is of this rollout', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(1, { rolloutId: 'r-2' });
    journal.rows(1);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live');
    await viewer.has(1);
    journal.rows(1, { rolloutId: 'r-2' });
    journal.rows(1);
    journal.nudge();
    expect(seqs(await viewer.has(2))).toEqual([2, 4]);
  });

  test('sends many pages in order', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(1700);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live');
    expect(seqs(await viewer.has(1700))).toEqual(upTo(1700));
  });

  test.each([
    ['completed', null, 'completed'],
    ['cancelled', null, 'cancelled'],
    ['failed', null, 'failed'],
    ['failed', 'reverted', 'reverted'],
  ] as const)('ends when it is %s (phase %s) and everything is sent', async (status, phase, reason) => {
    const { plane, journal } = await aFeed();
    journal.rollout('r-1', status, phase);
    journal.rows(700);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live');
    expect(await viewer.closed).toEqual({ code: 1000, reason: 'the rollout has ended' });
    expect(seqs(viewer.frames)).toEqual(upTo(700));
    expect(viewer.frames.at(-1)).toEqual({ type: 'end', reason });
  });

  test('goes on while the rollout is being reverted', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(1);
    journal.rollout('r-1', 'failed', 'reverting');
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live');
    await viewer.has(1);
    journal.rollout('r-1', 'failed', 'revert_incomplete');
    journal.rows(1);
    journal.nudge();
    expect((await viewer.has(3)).at(-1)).toEqual({ type: 'end', reason: 'revert_incomplete' });
  });

  test('names the hole where rows were trimmed', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(5);
    plane.db.exec('DELETE FROM events WHERE seq <= 3');
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live?after=1');
    expect((await viewer.has(3))[0]).toEqual({ type: 'gap', from: 2, to: 3 });
    expect(seqs(viewer.frames)).toEqual([4, 5]);
  });

  test('is about no hole when the rollout is younger than the oldest row', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(2, { rolloutId: 'r-0' });
    plane.db.exec('DELETE FROM events WHERE seq <= 1; UPDATE events SET at = 500');
    journal.rows(1);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live');
    expect(await viewer.has(1)).toMatchObject([{ type: 'row', row: { seq: 3 } }]);
  });
});

describe('the feed of everything', () => {
  test('has all rollouts, or only the types asked for', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(1, { rolloutId: 'r-2', type: 'batch_started' });
    journal.rows(1, { type: 'batch_failed' });
    journal.rows(1);
    const [all, some] = await Promise.all([
      aViewer(plane.url, '/api/v1/live'),
      aViewer(plane.url, '/api/v1/live?topics=batch_started,batch_failed'),
    ]);
    expect(seqs(await all.has(3))).toEqual([1, 2, 3]);
    expect(seqs(await some.has(2))).toEqual([1, 2]);
    journal.rows(1);
    journal.rows(1, { type: 'batch_failed' });
    journal.nudge();
    expect(seqs(await some.has(3))).toEqual([1, 2, 5]);
  });

  test('says so when everything that was missed is trimmed', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(4);
    plane.db.exec('DELETE FROM events');
    const viewer = await aViewer(plane.url, '/api/v1/live?after=1');
    expect(await viewer.has(1)).toEqual([{ type: 'gap', from: 2, to: 4 }]);
  });

  test('begins at its end for a viewer from a database before this one', async () => {
    const { plane, journal } = await aFeed();
    journal.rows(2);
    const viewer = await aViewer(plane.url, '/api/v1/live?after=99');
    journal.rows(1);
    journal.nudge();
    expect(seqs(await viewer.has(1))).toEqual([3]);
  });
});

describe('a viewer', () => {
  test('that reads too slowly is asked to come again', async () => {
    const { plane, journal } = await aFeed({ unsentMs: 50 });
    journal.rows(6000, { message: 'x'.repeat(4000) });
    const viewer = await aViewer(plane.url, '/api/v1/live');
    viewer.socket.pause();
    const [served] = plane.app.websocketServer.clients;
    if (served === undefined) throw new Error('nobody is served');
    expect(await toldToClose(served)).toBe(1013);
    viewer.socket.resume();
    expect(await viewer.closed).toMatchObject({ code: 1013 });
    expect(viewer.frames.length).toBeLessThan(6000);
  });

  test('of a database that cannot be read is let go, and the control plane lives on', async () => {
    const { plane } = await aFeed();
    const viewer = await aViewer(plane.url, '/api/v1/live');
    plane.db.exec('ALTER TABLE events RENAME TO lost');
    const second = await aViewer(plane.url, '/api/v1/live');
    expect(await second.closed).toMatchObject({ code: 1011 });
    expect(viewer.socket.readyState).toBe(WebSocket.OPEN);
    expect((await plane.ask('GET', '/health')).status).toBe(200);
    expect(plane.logged).toContain('error a feed cannot be read');
  });

  test('that gives no sign of life is gone', async () => {
    const { plane } = await aFeed({ pingMs: 20 });
    const viewer = await aViewer(plane.url, '/api/v1/live');
    viewer.socket.pause();
    const [served] = plane.app.websocketServer.clients;
    if (served !== undefined) await once(served, 'close');
    expect(plane.app.websocketServer.clients.size).toBe(0);
  });

  test('is told when the control plane stops, and comes back', async () => {
    const { plane, journal } = await aFeed();
    const viewer = await aViewer(plane.url, '/api/v1/live');
    await plane.app.close();
    expect(await viewer.closed).toEqual({ code: 1001, reason: 'the control plane is stopping' });
    expect(journal.listeners).toBe(0);
  });

  test.each([
    ['/api/v1/live', 'nobody', 401],
    ['/api/v1/rollouts/r-none/live', KEYS.readonly, 404],
    ['/api/v1/live?after=x', KEYS.readonly, 400],
    ['/api/v1/live?after=-1', KEYS.readonly, 400],
    ['/api/v1/live?beat=30', KEYS.readonly, 400],
    ['/api/v1/nothing', KEYS.readonly, 404],
  ])('of %s with the key %s is refused by HTTP: %i', async (path, key, status) => {
    const { plane } = await aFeed();
    const socket = new WebSocket(plane.url.replace('http', 'ws') + path, {
      headers: { authorization: `Bearer ${key}` },
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => undefined).terminate();
    expect(response.statusCode).toBe(status);
  });

  test('that does not upgrade is told to', async () => {
    const { plane } = await aFeed();
    const response = await plane.ask('GET', '/api/v1/live');
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect((await plane.ask('GET', '/api/v1/live', { role: null })).status).toBe(401);
  });

  test('may say what it likes, within reason', async () => {
    const { plane, journal } = await aFeed();
    const viewer = await aViewer(plane.url, '/api/v1/live');
    viewer.socket.send('hello');
    journal.rows(1);
    journal.nudge();
    expect(seqs(await viewer.has(1))).toEqual([1]);
    viewer.socket.send('x'.repeat(5000));
    expect(await viewer.closed).toMatchObject({ code: 1009 });
  });
});
