import { EventEmitter, once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { Feed } from '../../../../services/server/sockets/feed.ts';
import type { Topic } from '../../../../services/server/sockets/topic.ts';
import type { ViewerSocket } from '../../../../services/server/sockets/viewer.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aServer } from '../../../support/a-server.ts';
import { aViewer } from '../../../support/a-viewer.ts';

const BEAT = { type: 'beat' };

/** A control plane on which nothing happens; it pings often. */
async function aQuietPlane() {
  const journal = new Journal();
  const plane = await aServer({ engine: journal.engine, feedTiming: { pingMs: 20 } });
  journal.on(plane.db).rollout('r-1', 'running');
  plane.db.exec(`INSERT INTO snapshots (address, version, state, deliveries, pending)
    VALUES ('machine:web-01', 2, '{"value":"idle"}', 1, 0)`);
  return plane;
}

/** A socket whose network takes something when the test says so, and a feed that pings it every 5 ms. */
function aSlowViewer(topic: Pick<Topic, 'next' | 'end'>) {
  const sent: string[] = [];
  const taken: (() => void)[] = [];
  const socket = Object.assign(new EventEmitter(), {
    send(text: string, done?: () => void) {
      sent.push(text);
      if (done !== undefined) taken.push(done);
    },
    ping: () => socket.emit('pong') && socket.emit('pinged'),
    close: () => undefined,
    bufferedAmount: 0,
    readyState: WebSocket.OPEN,
    OPEN: WebSocket.OPEN,
  });
  const engine = { onCommit: () => () => undefined };
  const feed = new Feed({ engine, log: () => undefined, timing: { pingMs: 5 } });
  onTestFinished(() => feed.stop());
  const source = { lastSeq: () => 0, subjectsSince: () => undefined };
  // A real one cannot be made without a connection.
  const viewed = socket as unknown as ViewerSocket;
  feed.serve(viewed, { source, ...topic }, { after: 0, mayStay: () => true, hasBeat: true });
  return { socket, sent, taken };
}

describe('the beat of a feed', () => {
  test.each(['/api/v1/live', '/api/v1/rollouts/r-1/live', '/api/v1/actors/machine:web-01/live'])(
    'comes at %s again and again to who asked for it',
    async (path) => {
      const { url } = await aQuietPlane();
      const viewer = await aViewer<object>(url, `${path}?beat=true`);
      expect((await viewer.has(3)).slice(0, 3)).toEqual([BEAT, BEAT, BEAT]);
    },
  );

  test('comes after what the feed of machines begins with', async () => {
    const { url } = await aQuietPlane();
    const viewer = await aViewer<{ type: string }>(url, '/api/v1/live/machines?beat=true');
    expect((await viewer.has(4)).map(({ type }) => type).filter((type) => type !== 'beat')).toEqual([
      'begin',
      'current',
    ]);
    expect(viewer.frames).toContainEqual(BEAT);
  });

  test.each(['', '?beat=false'])('does not come to who did not ask for it (%s)', async (query) => {
    const { url } = await aQuietPlane();
    const viewer = await aViewer<object>(url, `/api/v1/live${query}`);
    for (let pings = 0; pings < 3; pings += 1) await once(viewer.socket, 'ping');
    expect(viewer.frames).toEqual([]);
  });

  test('waits while a page is on its way', async () => {
    const pages = [{ type: 'row' }].values();
    const { socket, sent, taken } = aSlowViewer({
      next: () => ({ frames: [...pages], after: 0 }),
      end: () => undefined,
    });
    for (let pings = 0; pings < 3; pings += 1) await once(socket, 'pinged');
    expect(sent).toEqual(['{"type":"row"}']);
    taken[0]?.();
    while (sent.length < 2) await once(socket, 'pinged');
    expect(sent[1]).toBe('{"type":"beat"}');
  });

  test('does not come after the end', async () => {
    const { socket, sent } = aSlowViewer({
      next: () => ({ frames: [], after: 0 }),
      end: () => ({ frame: { type: 'end' }, reason: 'it is over' }),
    });
    for (let pings = 0; pings < 3; pings += 1) await once(socket, 'pinged');
    expect(sent).toEqual(['{"type":"end"}']);
  });
});
