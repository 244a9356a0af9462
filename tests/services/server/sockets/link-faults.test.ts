import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BadInput, Unavailable } from '../../../../machines/errors.ts';
import type { Engine, RequestName } from '../../../../services/actors/engine.ts';
import { tlsSettings } from '../../../../services/server/http/tls.ts';
import { aHello, aLink, aReportFrame, refusedLink } from '../../../support/a-link.ts';
import { aServer, type ServedOptions, type ServedPlane } from '../../../support/a-server.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';

/** An engine whose reports end as the test says: the error, or undefined: as ever. */
const reportsEnd =
  (how: (message: string) => Error | Promise<never> | undefined): NonNullable<ServedOptions['engine']> =>
  (real: Engine): Engine => ({
    ...real,
    request(name, input) {
      const outcome = name === ('report' satisfies RequestName) ? how(messageIn(input)) : undefined;
      if (outcome instanceof Promise) return outcome;
      return outcome === undefined ? real.request(name, input) : Promise.reject(outcome);
    },
  });

const messageIn = (input: object): string => (input as { report: { message: string } }).report.message;

/** The server's end of the only WebSocket. */
function servedBy({ app }: ServedPlane): WebSocket {
  const [socket] = app.websocketServer.clients;
  if (socket === undefined) throw new Error('nobody is served');
  return socket;
}

const stored = ({ db }: ServedPlane): string[] =>
  db.prepare<[], string>('SELECT message FROM reports ORDER BY id').pluck().all();

describe('a link is refused by HTTP', () => {
  test('when it is no upgrade', async () => {
    const plane = await aServer();
    const response = await plane.ask('GET', '/api/v1/machines/web-01/link', { role: null });
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect((await plane.ask('POST', '/api/v1/machines/web-01/link')).status).toBe(405);
  });

  test('for an id that is too long, and one that is empty', async () => {
    const { url } = await aServer();
    expect(await refusedLink(url, 'ü'.repeat(65))).toBe(400);
    expect(await refusedLink(url, '')).toBe(404);
  });

  test('to a machine whose certificate is of another', async () => {
    const authority = await anAuthority(tempFolder());
    const own = await authority.issue('/CN=control-plane');
    const tls = tlsSettings({ cert: own.certPath, key: own.keyPath, clientCa: authority.caPath });
    const { url } = await aServer({ ...(tls && { tls }) });
    const { cert, key } = await authority.issue('/CN=web-01');
    const options = { ca: authority.ca, cert, key };
    expect(await refusedLink(url, 'web-02', options)).toBe(403);
    const link = await aLink(url, 'web-01', options);
    await link.hello();
    link.say(aReportFrame(1));
    expect(await link.heard('ack')).toEqual({ type: 'ack', seq: 1 });
  });
});

describe('a link ends', () => {
  test('when a newer one of its machine comes, and only that', async () => {
    const plane = await aServer();
    const other = await aLink(plane.url, 'web-02');
    const link = await aLink(plane.url);
    await Promise.all([other.hello(), link.hello()]);
    const newer = await aLink(plane.url);
    expect(await link.closed).toEqual({
      code: 4000,
      reason: 'a newer link of this machine takes the place of this one',
    });
    await newer.hello();
    newer.say(aReportFrame(1));
    other.say(aReportFrame(1));
    await Promise.all([newer.heard('ack'), other.heard('ack')]);
  });

  test('when it does not say hello in time', async () => {
    const plane = await aServer({ linkTiming: { helloMs: 20, tickMs: 5 } });
    const link = await aLink(plane.url);
    expect(await link.closed).toEqual({ code: 1008, reason: 'you did not say hello' });
  });

  test('when it gives no sign of life', async () => {
    const plane = await aServer({ linkTiming: { pingMs: 20, tickMs: 5 } });
    const link = await aLink(plane.url);
    await link.hello();
    link.socket.pause();
    await once(servedBy(plane), 'close');
    expect(plane.app.websocketServer.clients.size).toBe(0);
  });

  test('not while it answers pings', async () => {
    const plane = await aServer({ linkTiming: { pingMs: 10, tickMs: 5 } });
    const link = await aLink(plane.url);
    await link.hello();
    for (let pings = 0; pings < 6; pings += 1) await once(link.socket, 'ping');
    expect(link.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('when the control plane stops, and is told', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await link.hello();
    await plane.app.close();
    expect(await link.closed).toEqual({ code: 1001, reason: 'the control plane is stopping' });
  });

  test('when the database cannot be read', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    plane.db.exec('ALTER TABLE machines RENAME TO lost');
    link.say(aHello());
    expect(await link.closed).toEqual({ code: 1011, reason: 'the database cannot be read' });
    expect((await plane.ask('GET', '/health')).status).toBe(200);
  });
});

describe('a frame', () => {
  const hello = JSON.stringify(aHello());
  test.each([
    ['is no JSON', [hello, '{"type":'], 1007, 'not JSON'],
    ['has no type', [hello, '{"seq":1}'], 1008, '`type`'],
    ['is no object', [hello, 'null'], 1008, '`type`'],
    ['comes before hello', [JSON.stringify(aReportFrame(1))], 1008, '`hello`'],
    ['is a second hello', [hello, hello], 1008, 'hello'],
    ['lacks a field', [JSON.stringify({ ...aHello(), epoch: undefined })], 1008, 'lacks the field `epoch`'],
    ['has a number that is none', [JSON.stringify(aHello({ last_seq: -1 }))], 1008, '`last_seq`'],
    ['has a state that there is not', [hello, state('asleep')], 1008, '`state`'],
    ['is a report without its number', [hello, JSON.stringify({ type: 'report' })], 1008, 'report:'],
    ['nests too deep', [hello, `{"type":"log","x":${'['.repeat(200)}${']'.repeat(200)}}`], 1008, 'nests deeper'],
    ['has too many lines', [hello, log(501)], 1008, '`lines` has more than 500'],
  ])('that %s ends the link and says why', async (_, texts, code, words) => {
    const { url } = await aServer();
    const link = await aLink(url);
    for (const text of texts) link.socket.send(text);
    const closed = await link.closed;
    expect([closed.code, closed.reason]).toEqual([code, expect.stringContaining(words)]);
  });

  test('that is binary, or larger than a report can be, ends the link', async () => {
    const { url } = await aServer();
    const binary = await aLink(url, 'web-01');
    binary.socket.send(Buffer.from(hello));
    expect(await binary.closed).toMatchObject({ code: 1003 });
    const large = await aLink(url, 'web-02');
    await large.hello();
    large.say(aReportFrame(1, { padding: 'x'.repeat(1024 * 1024) }));
    expect(await large.closed).toMatchObject({ code: 1009 });
  });

  test('may be as large as a report over HTTP', async () => {
    const { url } = await aServer();
    const link = await aLink(url);
    await link.hello();
    link.say(aReportFrame(1, { padding: 'x'.repeat(1000 * 1024) }));
    expect(await link.heard('ack')).toEqual({ type: 'ack', seq: 1 });
  });
});

describe('a report that cannot be taken', () => {
  test('for what is in it is acknowledged with the reason, in its turn, and those behind it are taken', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await link.hello();
    link.say(aReportFrame(1, { message: 'one' }));
    link.say(aReportFrame(2, { message: 'x'.repeat(5000) }));
    link.say(aReportFrame(3, { success: 'yes' }));
    link.say(aReportFrame(4, { message: 'four' }));
    await link.heard('ack', ({ seq }) => seq === 4);
    expect(link.frames.filter(({ type }) => type === 'ack')).toEqual([
      { type: 'ack', seq: 1 },
      { type: 'ack', seq: 2, refused: '`message` is too long' },
      { type: 'ack', seq: 3, refused: '`success` must be boolean' },
      { type: 'ack', seq: 4 },
    ]);
    expect(stored(plane)).toEqual(['one', 'four']);
  });

  test('is worth a warning only now and then: who sends thousands does not fill the log', async () => {
    const plane = await aServer({ linkTiming: { tickMs: 60_000 } });
    const link = await aLink(plane.url);
    await link.hello();
    for (const seq of [1, 2, 3]) link.say({ type: 'report', seq });
    await link.heard('ack', ({ seq }) => seq === 3);
    const refused = 'a report of web-01 is refused for good';
    expect(plane.logged.filter((line) => line.endsWith(refused))).toEqual([
      `warn ${refused}`,
      `debug ${refused}`,
      `debug ${refused}`,
    ]);
  });

  test('because the engine will never take it is acknowledged with the reason', async () => {
    const engine = reportsEnd((message) => (message === 'bad' ? new BadInput('it is bad') : undefined));
    const plane = await aServer({ engine });
    const link = await aLink(plane.url);
    await link.hello();
    link.say(aReportFrame(1, { message: 'bad' }));
    link.say(aReportFrame(2, { message: 'good' }));
    await link.heard('ack', ({ seq }) => seq === 2);
    expect(link.frames).toContainEqual({ type: 'ack', seq: 1, refused: 'it is bad' });
    expect(stored(plane)).toEqual(['good']);
  });

  test.each([
    ['just now', new Unavailable('the disk is full'), 1013, 'the disk is full'],
    ['because of a bug', new Error('secret'), 1011, 'internal error: the log of the control plane says more'],
  ])('%s ends the link, nothing behind it is taken, and all of it comes again', async (_, error, code, reason) => {
    let isWell = false;
    const engine = reportsEnd((message) => (message === 'two' && !isWell ? error : undefined));
    const plane = await aServer({ engine });
    const link = await aLink(plane.url);
    await link.hello();
    const reports = ['one', 'two', 'three'].map((message, index) => aReportFrame(index + 1, { message }));
    for (const report of reports) link.say(report);
    expect(await link.closed).toEqual({ code, reason });
    expect(stored(plane)).toEqual(['one']);
    isWell = true;
    const again = await aLink(plane.url);
    const { resume_after } = await again.hello();
    expect(resume_after).toBe(1);
    for (const report of reports.slice(resume_after)) again.say(report);
    await again.heard('ack', ({ seq }) => seq === 3);
    expect(stored(plane)).toEqual(['one', 'two', 'three']);
  });

  test('yet keeps the link from being read, so that few wait in memory', async () => {
    let release: (error: Error) => void = () => undefined;
    const held = new Promise<never>((_, reject) => (release = reject));
    held.catch(() => undefined);
    const plane = await aServer({ engine: reportsEnd(() => held) });
    const link = await aLink(plane.url);
    await link.hello();
    const served = servedBy(plane);
    const paused = new Promise<void>((resolve) => {
      const pause = served.pause.bind(served);
      served.pause = () => {
        pause();
        resolve();
      };
    });
    for (let seq = 1; seq <= 100; seq += 1) link.say(aReportFrame(seq));
    await paused;
    expect(served.isPaused).toBe(true);
    release(new Unavailable('not now'));
    expect(await link.closed).toEqual({ code: 1013, reason: 'not now' });
  });
});

const state = (word: string) => JSON.stringify({ type: 'state', seq: 1, state: word, since: '2026-05-02T08:00:00Z' });
const log = (count: number) => JSON.stringify({ type: 'log', attempt: 'a', n: 0, lines: Array(count).fill('x') });
