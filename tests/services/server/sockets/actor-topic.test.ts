import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ActorFrame } from '../../../../machines/model/actor.ts';
import { aServedRollout, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import { aServer, KEYS, type ServedPlane } from '../../../support/a-server.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aViewer } from '../../../support/a-viewer.ts';

const pathTo = (address: string, after = 0) => `/api/v1/actors/${encodeURIComponent(address)}/live?after=${after}`;
const follow = ({ url }: ServedPlane, address: string, after = 0) => aViewer<ActorFrame>(url, pathTo(address, after));
const stepsIn = (frames: readonly ActorFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'transition' ? [frame.transition] : []));
const seqsIn = (frames: readonly ActorFrame[]) => stepsIn(frames).map(({ seq }) => seq);

/** A control plane whose steps the test writes; `web-01` and `web-02` have actors. */
async function aPlane() {
  const journal = new Journal();
  const plane = await aServer({ engine: journal.engine });
  journal.on(plane.db);
  const put = plane.db.prepare(
    `INSERT INTO snapshots (address, version, state, deliveries, pending) VALUES (?, 2, '{"value":"idle"}', 1, 0)`,
  );
  for (const address of ['machine:web-01', 'machine:web-02']) put.run(address);
  const insert = plane.db.prepare(`INSERT INTO transitions (address, delivery, at, event, detail, taken, state)
    VALUES (?, 1, 2000, ?, '{"a":1}', '[]', '"idle"')`);
  const step = (address = 'machine:web-01', event = 'report') => void insert.run(address, event);
  return { plane, journal, step };
}

describe('the live topic of an actor', () => {
  test('replays the steps after the seq given and then follows, as they are in its history', async () => {
    const { plane } = await aServedRollout();
    const address = 'machine:web-01';
    const history = await (await plane.ask('GET', `/api/v1/actors/${address}/history`)).json();
    const oldestFirst = (history as { seq: number }[]).toReversed();
    const viewer = await follow(plane, address, oldestFirst[0]?.seq);
    expect(stepsIn(await viewer.has(oldestFirst.length - 1))).toEqual(oldestFirst.slice(1));
    await reported(plane, 'web-01', { current_generation: WANTED, health: WELL });
    const { length } = oldestFirst;
    expect(stepsIn(await viewer.has(length))[length - 1]).toMatchObject({
      taken: [{ from: 'deployment__pending_deploy', to: ['deployment__in_sync'] }],
    });
  });

  test('sends only what is of this actor, many pages in order, and nothing twice', async () => {
    const { plane, journal, step } = await aPlane();
    plane.db.transaction(() => {
      for (let n = 0; n < 1200; n += 1) step(n % 2 === 0 ? 'machine:web-01' : 'machine:web-02');
    })();
    const viewer = await follow(plane, 'machine:web-01', 1);
    const odd = Array.from({ length: 599 }, (_, n) => 2 * n + 3);
    expect(seqsIn(await viewer.has(599))).toEqual(odd);
    step('machine:web-02');
    step();
    journal.nudge();
    expect(seqsIn(await viewer.has(600))).toEqual([...odd, 1202]);
  });

  test('looks only when there is something new of this actor', async () => {
    const { plane, journal, step } = await aPlane();
    const [viewer, other] = [await follow(plane, 'machine:web-01'), await follow(plane, 'machine:web-02')];
    step('machine:web-02', 'one');
    journal.nudge();
    await other.has(1);
    step('machine:web-01', 'two');
    step('machine:web-02', 'three');
    journal.nudge();
    await Promise.all([viewer.has(1), other.has(2)]);
    const eventsIn = (frames: readonly ActorFrame[]) => stepsIn(frames).map(({ event }) => event);
    expect([eventsIn(viewer.frames), eventsIn(other.frames)]).toEqual([['two'], ['one', 'three']]);
  });

  test('names the hole where steps were trimmed', async () => {
    const { plane, step } = await aPlane();
    for (let n = 0; n < 5; n += 1) step();
    plane.db.exec('DELETE FROM transitions WHERE seq <= 3');
    const viewer = await follow(plane, 'machine:web-01', 1);
    expect((await viewer.has(3))[0]).toEqual({ type: 'gap', from: 2, to: 3 });
    expect(seqsIn(viewer.frames)).toEqual([4, 5]);
    const later = await follow(plane, 'machine:web-01', 3);
    expect(seqsIn(await later.has(2))).toEqual([4, 5]);
  });

  test('is about no hole when all steps of the actor are there', async () => {
    const { plane, step } = await aPlane();
    for (let n = 0; n < 3; n += 1) step('machine:web-02');
    step('machine:web-01', 'xstate.init');
    step();
    plane.db.exec('DELETE FROM transitions WHERE seq <= 2');
    const viewer = await follow(plane, 'machine:web-01');
    expect(await viewer.has(2)).toMatchObject([{ type: 'transition' }, { type: 'transition' }]);
  });

  test('says so when everything that was missed is trimmed', async () => {
    const { plane, step } = await aPlane();
    for (let n = 0; n < 4; n += 1) step();
    plane.db.exec('DELETE FROM transitions');
    const viewer = await follow(plane, 'machine:web-01', 1);
    expect(await viewer.has(1)).toEqual([{ type: 'gap', from: 2, to: 4 }]);
  });

  test('ends when the machine is deleted, for those who follow it and nobody else', async () => {
    const { plane, id } = await aServedRollout();
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    const [viewer, other] = [await follow(plane, 'machine:web-03'), await follow(plane, 'machine:web-02')];
    await Promise.all([viewer.has(1), other.has(1)]);
    expect((await plane.ask('DELETE', '/api/v1/machines/web-03')).status).toBe(204);
    expect(await viewer.closed).toEqual({ code: 1000, reason: 'the actor was removed' });
    expect(viewer.frames.at(-1)).toEqual({ type: 'end', reason: 'deleted' });
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    expect((await plane.ask('GET', '/api/v1/actors/machine:web-03')).status).toBe(404);
    const left = plane.db.prepare(`SELECT count(*) FROM transitions WHERE address = 'machine:web-03'`).pluck();
    expect(left.get()).toBe(0);
  });

  test('may be followed by a browser that shows its readonly key as a protocol', async () => {
    const { plane, step } = await aPlane();
    step();
    const key = Buffer.from(KEYS.readonly).toString('base64url');
    const socket = new WebSocket(plane.url.replace('http', 'ws') + pathTo('machine:web-01'), [
      'nixfleet',
      `bearer.${key}`,
    ]);
    const [data] = (await once(socket, 'message')) as [Buffer];
    socket.terminate();
    expect(JSON.parse(data.toString())).toMatchObject({ type: 'transition', transition: { seq: 1 } });
  });

  test.each([
    ['a/b?c#d', 'a slash'],
    ['../..', 'dots'],
    ['<b>%2F</b>', 'markup'],
    ['ä'.repeat(64), '128 bytes'],
  ])('is found for a machine with the id %s (%s)', async (id) => {
    const { plane, step } = await aPlane();
    const address = `machine:${id}`;
    plane.db
      .prepare(`INSERT INTO snapshots (address, version, state, deliveries, pending) VALUES (?, 2, '{}', 1, 0)`)
      .run(address);
    step(address);
    const viewer = await follow(plane, address);
    expect(stepsIn(await viewer.has(1))).toMatchObject([{ address }]);
  });

  test.each([
    [pathTo('machine:web-01'), 'nobody', 401],
    [pathTo('machine:none'), KEYS.readonly, 404],
    [pathTo('nonsense'), KEYS.readonly, 404],
    [`/api/v1/actors/machine:web-01/live?after=x`, KEYS.readonly, 400],
    [pathTo(`machine:${'x'.repeat(137)}`), KEYS.readonly, 400],
  ])('at %s with the key %s is refused by HTTP: %i', async (path, key, status) => {
    const { plane } = await aPlane();
    const socket = new WebSocket(plane.url.replace('http', 'ws') + path, {
      headers: { authorization: `Bearer ${key}` },
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => undefined).terminate();
    expect(response.statusCode).toBe(status);
  });
});
