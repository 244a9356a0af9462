import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { aFleetViewer, fleetIn } from '../../../support/a-fleet-viewer.ts';
import { aServer, KEYS } from '../../../support/a-server.ts';
import { toldToClose } from '../../../support/told-to-close.ts';

describe('the feed of a fleet', () => {
  test('has a large one whole, each machine once, in bounded frames', async () => {
    const plane = await aServer();
    const insert = plane.db.prepare('INSERT INTO machines (machine_id) VALUES (?)');
    const ids = Array.from({ length: 10_000 }, (_, n) => `web-${String(n).padStart(5, '0')}`);
    plane.db.transaction(() => ids.forEach((id) => insert.run(id)))();
    const viewer = await aFleetViewer(plane.url);
    await viewer.heard('current');
    const pages = viewer.frames.flatMap((frame) => (frame.type === 'machines' ? [frame.machines] : []));
    expect(pages.flat().map(({ machine_id }) => machine_id)).toEqual(ids);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(250);
  });

  test('sends fewer at once of machines that have a lot to say', async () => {
    const plane = await aServer();
    const insert = plane.db.prepare('INSERT INTO machines (machine_id) VALUES (?)');
    const tag = plane.db.prepare('INSERT INTO machine_tags (machine_id, tag) VALUES (?, ?)');
    const ids = Array.from({ length: 100 }, (_, n) => `web-${String(n).padStart(2, '0')}`);
    plane.db.transaction(() => {
      for (const id of ids) {
        insert.run(id);
        for (let n = 0; n < 256; n += 1) tag.run(id, `${n}-`.padEnd(128, 'x'));
      }
    })();
    const viewer = await aFleetViewer(plane.url);
    await viewer.heard('current');
    expect(fleetIn(viewer.frames).map(({ machine_id }) => machine_id)).toEqual(ids);
    expect(Math.max(...viewer.frames.map((frame) => JSON.stringify(frame).length))).toBeLessThan(600 * 1024);
  });

  test.each(['<script>alert(1)</script>', '‮gnp.exe', '"; DROP TABLE machines; --', '\u0000', 'x'.repeat(120), '💥'])(
    'tells a machine called %j as it is',
    async (id) => {
      const plane = await aServer();
      plane.db.prepare('INSERT INTO machines (machine_id) VALUES (?)').run(id);
      const viewer = await aFleetViewer(plane.url);
      await viewer.heard('current');
      expect(fleetIn(viewer.frames).map(({ machine_id }) => machine_id)).toEqual([id]);
    },
  );
});

describe('a viewer of machines', () => {
  test('that reads too slowly is asked to come again', async () => {
    const plane = await aServer({ feedTiming: { unsentMs: 50 } });
    const insert = plane.db.prepare('INSERT INTO machines (machine_id, current_generation) VALUES (?, ?)');
    plane.db.transaction(() => {
      for (let n = 0; n < 10_000; n += 1) insert.run(`web-${n}`, 'x'.repeat(1500));
    })();
    const viewer = await aFleetViewer(plane.url);
    viewer.socket.pause();
    const [served] = plane.app.websocketServer.clients;
    if (served === undefined) throw new Error('nobody is served');
    expect(await toldToClose(served)).toBe(1013);
  });

  test('whose key is revoked is let go', async () => {
    const plane = await aServer({ feedTiming: { pingMs: 20 } });
    const viewer = await aFleetViewer(plane.url);
    await viewer.heard('current');
    plane.db.exec(`DELETE FROM api_keys WHERE role = 'readonly'`);
    expect(await viewer.closed).toEqual({ code: 1008, reason: 'your API key is not good any more' });
  });

  test.each([
    ['', 'nobody', 401],
    ['?after=x', KEYS.readonly, 400],
    ['?after=-1', KEYS.readonly, 400],
  ])('who asks %j with the key %s is refused: %i', async (query, key, status) => {
    const { url } = await aServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live/machines${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => undefined).terminate();
    expect(response.statusCode).toBe(status);
  });
});
