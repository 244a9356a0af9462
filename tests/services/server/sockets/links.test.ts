import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Unavailable } from '../../../../machines/errors.ts';
import type { Wanted } from '../../../../machines/model/link.ts';
import type { Nudge } from '../../../../services/actors/engine.ts';
import { linkRoutes } from '../../../../services/server/routes/links.ts';
import { Links, type LinkTiming } from '../../../../services/server/sockets/links.ts';
import { aLink, type LinkUnderTest } from '../../../support/a-link.ts';
import { toldToClose } from '../../../support/told-to-close.ts';

/** Links over a real WebSocket server, with what they read and ask in the hands of the test. */
async function someLinks(timing: Partial<LinkTiming> = {}) {
  const wanted = new Map<string, Wanted>();
  const asked: { name: string; input: unknown }[] = [];
  let failure: Error | undefined;
  let nudge: (nudge: Nudge) => void = () => undefined;
  const links = new Links({
    reads: { links: { wanted: (id) => wanted.get(id), lastTaken: () => undefined, nextMembers: () => [] } },
    engine: {
      request(name, input) {
        asked.push({ name, input });
        return failure === undefined ? Promise.resolve(undefined as never) : Promise.reject(failure);
      },
      onCommit(listener) {
        nudge = listener;
        return () => (nudge = () => undefined);
      },
    },
    log: () => undefined,
    timing,
  });
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, { url = '' }) => {
    links.serve(socket, url.split('/').at(-2) ?? '', (text) => ({ is: 'frame', frame: JSON.parse(text) }));
  });
  await once(server, 'listening');
  onTestFinished(() => {
    links.stop();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    links,
    server,
    url,
    wants: (id: string, hash: string) => void wanted.set(id, { assignment: null, hash, cache_url: null }),
    asked,
    fail: (error: Error | undefined) => (failure = error),
    nudge: (said: Nudge) => nudge(said),
  };
}

/** Ends when it is so; looks each time that a ping has come back. */
async function until({ socket }: LinkUnderTest, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    socket.ping();
    await once(socket, 'pong');
  }
}

const hashes = ({ frames }: LinkUnderTest) =>
  frames.flatMap((frame) => (frame.type === 'wanted' ? [frame.wanted?.hash] : []));

describe('all links', () => {
  test('are sent what others want to say to a machine, if it is there', async () => {
    const { links, url } = await someLinks();
    const link = await aLink(url);
    await link.hello();
    expect(links.send('web-01', { type: 'prefetch', hash: '/nix/store/next', cache_url: null })).toBe(true);
    expect(links.send('web-01', { type: 'retry', hash: '/nix/store/broken' })).toBe(true);
    expect(links.send('web-02', { type: 'retry', hash: '/nix/store/broken' })).toBe(false);
    expect(await link.heard('prefetch')).toEqual({ type: 'prefetch', hash: '/nix/store/next', cache_url: null });
    expect(await link.heard('retry')).toEqual({ type: 'retry', hash: '/nix/store/broken' });
  });

  test('let go of an agent that reads too slowly: by how much waits for it', async () => {
    const { links, url, server } = await someLinks();
    const link = await aLink(url);
    await link.hello();
    link.socket.pause();
    const [served] = server.clients;
    while (served?.readyState === served?.OPEN) links.send('web-01', { type: 'retry', hash: 'x'.repeat(1024 * 1024) });
    link.socket.resume();
    expect(await link.closed).toEqual({ code: 1013, reason: 'you read too slowly' });
  });

  test('let go of an agent that reads too slowly: by how long it waits', async () => {
    const { links, url, server } = await someLinks({ unsentMs: 20, tickMs: 5 });
    const link = await aLink(url);
    await link.hello();
    link.socket.pause();
    const [served] = server.clients;
    if (served === undefined) throw new Error('nobody is served');
    const told = toldToClose(served);
    while (served.bufferedAmount === 0) links.send('web-01', { type: 'retry', hash: 'x'.repeat(64 * 1024) });
    expect(await told).toBe(1013);
    link.socket.resume();
    expect(await link.closed).toEqual({ code: 1013, reason: 'you read too slowly' });
  });

  test('look again what is wanted at every ping: a nudge may get lost', async () => {
    const { url, wants } = await someLinks({ pingMs: 10, tickMs: 5 });
    const link = await aLink(url);
    await link.hello();
    await link.heard('wanted');
    wants('web-01', '/nix/store/late');
    await link.heard('wanted', ({ wanted }) => wanted?.hash === '/nix/store/late');
    expect(hashes(link)).toEqual([undefined, '/nix/store/late']);
  });

  test('look again for all machines when the actors were started again', async () => {
    const { url, wants, nudge } = await someLinks();
    const links = await Promise.all(['a', 'b', 'c'].map((id) => aLink(url, id)));
    await Promise.all(links.map((link) => link.hello()));
    for (const id of ['a', 'b', 'c']) wants(id, `/nix/store/${id}`);
    nudge({ wanted: [], hasGap: true });
    const told = await Promise.all(links.map((link) => link.heard('wanted', ({ wanted }) => wanted !== null)));
    expect(told.map(({ wanted }) => wanted?.hash)).toEqual(['/nix/store/a', '/nix/store/b', '/nix/store/c']);
  });

  test('say only to those that a commit names', async () => {
    const { url, wants, nudge } = await someLinks();
    const [one, other] = await Promise.all([aLink(url, 'a'), aLink(url, 'b')]);
    await Promise.all([one.hello(), other.hello()]);
    for (const id of ['a', 'b']) wants(id, '/nix/store/new');
    nudge({ wanted: ['a', 'nobody'] });
    await one.heard('wanted', ({ wanted }) => wanted !== null);
    nudge({ wanted: ['b'] });
    await other.heard('wanted', ({ wanted }) => wanted !== null);
    expect([hashes(one), hashes(other)]).toEqual([
      [undefined, '/nix/store/new'],
      [undefined, '/nix/store/new'],
    ]);
  });

  test('write the states of many in few requests, and again when it fails, the newest of each', async () => {
    const { url, asked, fail } = await someLinks({ restMs: 1 });
    const link = await aLink(url, 'a');
    await link.hello();
    fail(new Unavailable('not now'));
    link.say({ type: 'state', seq: 1, state: 'checking', since: '2026-05-02T08:00:00Z' });
    await until(link, () => asked.length === 1);
    link.say({ type: 'state', seq: 2, state: 'idle', since: '2026-05-02T08:00:01Z' });
    fail(undefined);
    await until(link, () => asked.length > 1 && JSON.stringify(asked.at(-1)).includes('idle'));
    expect([asked[0], asked.at(-1)].map((request) => request?.input)).toMatchObject([
      { states: [{ machineId: 'a', state: 'checking' }] },
      { states: [{ machineId: 'a', state: 'idle' }] },
    ]);
  });

  test('have room for so many', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    app.setErrorHandler((error, _request, reply) => reply.code(error instanceof Unavailable ? 503 : 500).send());
    linkRoutes(app, { size: 20_000, serve: () => undefined });
    expect((await app.inject('/api/v1/machines/web-01/link')).statusCode).toBe(503);
  });
});
