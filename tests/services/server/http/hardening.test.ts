import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../../services/actors/engine.ts';
import { aReport, aServer, KEYS, type ServedOptions } from '../../../support/a-server.ts';
import { aTlsServer } from '../../../support/a-tls-server.ts';
import { aSocket, saidOn } from '../../../support/raw-socket.ts';
import { seriesIn } from '../../../support/series.ts';

/** What a server says to a client that sends this and then waits. */
async function answerTo(sent: string, options: ServedOptions = {}) {
  const plane = await aServer(options);
  const socket = aSocket(plane.url);
  socket.write(sent);
  return { plane, said: await saidOn(socket) };
}

/** What `/metrics` says. */
const seriesOf = async (plane: { ask(method: string, path: string): Promise<Response> }) =>
  seriesIn(await (await plane.ask('GET', '/metrics')).text());

describe('a client that speaks no HTTP', () => {
  test.each([
    ['garbage', 'this is not HTTP\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', 'POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    ],
  ])('but %s is told so in plain text, and the connection is closed', async (_, sent) => {
    const { plane, said } = await answerTo(sent);
    expect(said).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text\/plain; charset=utf-8\r\n/,
    );
    expect(said).toContain('\r\n\r\nthis is not HTTP/1.1');
    const ended = (await seriesOf(plane)).get('nixfleet_http_connections_ended_total{reason="malformed"}');
    expect(ended).toBe(1);
  });

  test('and goes on talking is cut off', async () => {
    const plane = await aServer();
    const theirs = once(plane.app.server, 'connection') as Promise<[Socket]>;
    const socket = aSocket(plane.url, true);
    socket.write('this is not HTTP\r\n\r\n');
    socket.on('end', () => socket.write('still here'));
    const [served] = await theirs;
    await once(served, 'close');
    expect(socket.destroyed).toBe(false);
  });

  test('after a request is told so too', async () => {
    const plane = await aServer();
    const socket = aSocket(plane.url);
    socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(socket, 'data');
    socket.write('nonsense\r\n\r\n');
    expect(await saidOn(socket)).toContain('400 Bad Request');
  });
});

describe('a request whose headers', () => {
  test('are larger than 16 KiB is answered 431 in plain text', async () => {
    const { said } = await answerTo(`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 431 .*\r\n[^]*text\/plain[^]*the headers of the request are too large$/);
  });

  test('never end is answered 408 in plain text', async () => {
    const limits = { headersMs: 50, checkMs: 20 };
    const { plane, said } = await answerTo('GET /health HTTP/1.1\r\nhost: a\r\n', { limits });
    expect(said).toMatch(/^HTTP\/1\.1 408 .*\r\n[^]*text\/plain[^]*the request took too long to arrive$/);
    expect((await seriesOf(plane)).get('nixfleet_http_connections_ended_total{reason="slow"}')).toBe(1);
  });

  test('never begin is given up too', async () => {
    const { said } = await answerTo('', { limits: { headersMs: 50, checkMs: 20 } });
    expect(said).toContain('408 Request Timeout');
  });
});

describe('a request whose body', () => {
  test('never ends is given up, and changes nothing', async () => {
    const headers = 'host: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n';
    const sent = `POST /api/v1/machines/web-01/report HTTP/1.1\r\n${headers}\r\n{"machine_id":`;
    const { plane, said } = await answerTo(sent, { limits: { headersMs: 40, requestMs: 60, checkMs: 20 } });
    expect(said).toContain('408 Request Timeout');
    expect(plane.db.prepare('SELECT count(*) FROM machines').pluck().get()).toBe(0);
    expect(plane.logged.filter((line) => /^(warn|error) /.test(line))).toEqual([]);
  });
});

describe('a connection', () => {
  test('that is kept and not used is closed', async () => {
    const { said } = await answerTo('GET /health HTTP/1.1\r\nhost: a\r\n\r\n', { limits: { keptMs: 50 } });
    expect(said).toContain('200 OK');
  });

  test('on which nothing moves is closed', async () => {
    const engine = (real: Engine): Engine => ({ ...real, request: () => new Promise(() => undefined) });
    const body = JSON.stringify(aReport());
    const headers = `host: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    const report = `POST /api/v1/machines/web-01/report HTTP/1.1\r\n${headers}\r\n${body}`;
    const { said } = await answerTo(report, { engine, limits: { idleMs: 50 } });
    expect(said).toBe('');
  });

  test('beyond the most that there may be is turned away and counted', async () => {
    const plane = await aServer({ limits: { maxConnections: 1 } });
    const first = aSocket(plane.url);
    await once(first, 'connect');
    first.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(first, 'data');
    expect(await saidOn(aSocket(plane.url))).toBe('');
    first.destroy();
    await once(first, 'close');
    expect(await connectionsEnded(plane, 'too_many')).toBeGreaterThanOrEqual(1);
  });

  test('that does not get past TLS is counted', async () => {
    const { url, tally } = await aTlsServer();
    const socket = aSocket(url);
    socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await saidOn(socket)).toBe('');
    expect(await tally()).toBe(1);
  });
});

/** Asks until there is room for the question itself. */
async function connectionsEnded(plane: Parameters<typeof seriesOf>[0], reason: string): Promise<number | undefined> {
  for (;;) {
    try {
      return (await seriesOf(plane)).get(`nixfleet_http_connections_ended_total{reason="${reason}"}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

describe('while it stops', () => {
  /** An engine that takes a registration when it is told to. */
  function aSlowEngine() {
    let [begun, goOn] = [() => undefined as void, () => undefined as void];
    const isAsked = new Promise<void>((resolve) => (begun = resolve));
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    const engine = (real: Engine): Engine => ({
      ...real,
      async request(name, input) {
        if (name === 'register') {
          begun();
          await mayGoOn;
        }
        return real.request(name, input);
      },
    });
    return { engine, isAsked, goOn: () => goOn() };
  }

  const aRequest = (path: string, json: string) =>
    `POST ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${KEYS.admin}\r\ncontent-type: application/json\r\n` +
    `content-length: ${json.length}\r\n\r\n${json}`;

  test('what has begun is finished, and nothing is begun any more', async () => {
    const { engine, isAsked, goOn } = aSlowEngine();
    const plane = await aServer({ engine });
    const [busy, idle] = [aSocket(plane.url), aSocket(plane.url)];
    await once(idle, 'connect');
    const [fromBusy, fromIdle] = [saidOn(busy), saidOn(idle)];
    busy.write(aRequest('/api/v1/machines/web-01/register', '{}'));
    idle.write('POST /api/v1/releases HTTP/1.1\r\n');
    await isAsked;
    const closed = plane.app.close();
    idle.write(aRequest('/api/v1/releases', '{"entries":[]}').split('\r\n').slice(1).join('\r\n'));
    const refused = await fromIdle;
    goOn();
    expect(refused).toMatch(
      /^HTTP\/1\.1 503 [^]*connection: close[^]*retry-after: 2[^]*text\/plain[^]*the control plane is stopping; try again/i,
    );
    await closed;
    expect(await fromBusy).toMatch(/^HTTP\/1\.1 201 /);
    expect(plane.db.prepare('SELECT count(*) FROM releases').pluck().get()).toBe(0);
  });
});

describe('a server that stops waits for no client', () => {
  const SENT = { nothing: '', 'half a request': 'GET /health HTTP/1.1\r\nho' };

  test.each(Object.entries(SENT))('that has sent %s', async (_, sent) => {
    const plane = await aServer();
    const theirs = once(plane.app.server, 'connection') as Promise<[Socket]>;
    const socket = aSocket(plane.url, true);
    const [served] = await theirs;
    socket.write(sent);
    await expect.poll(() => served.bytesRead).toBe(sent.length);
    await plane.app.close();
  });

  test('that has agreed on TLS and sent nothing', async () => {
    const { url, app, ca } = await aTlsServer();
    const theirs = once(app.server, 'secureConnection');
    const socket = connectTls({ host: 'localhost', port: Number(new URL(url).port), ca });
    onTestFinished(() => void socket.destroy());
    await theirs;
    await app.close();
  });
});
