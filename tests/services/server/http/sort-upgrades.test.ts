import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aReport, aServer, KEYS } from '../../../support/a-server.ts';
import { aTlsServer } from '../../../support/a-tls-server.ts';
import { aViewer } from '../../../support/a-viewer.ts';
import { exchanged } from '../../../support/raw-http.ts';
import { aSocket, saidOn } from '../../../support/raw-socket.ts';
import { seriesIn } from '../../../support/series.ts';

const upgrading = (protocol: string): [string, string][] => [
  ['connection', 'Upgrade, HTTP2-Settings'],
  ['upgrade', protocol],
  ['http2-settings', 'AAMAAABkAARAAAAAAAIAAAAA'],
];

/** A WebSocket's own headers. */
const HANDSHAKE: [string, string][] = [
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
  ['sec-websocket-version', '13'],
  ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

/** What `/metrics` says. */
const seriesOf = async (plane: { ask(method: string, path: string): Promise<Response> }) =>
  seriesIn(await (await plane.ask('GET', '/metrics')).text());

describe('a wish for another protocol', () => {
  test.each(['h2c', 'websocket', 'TLS/1.3', 'websocket, h2c'])(
    '(%s) is passed over where there is no WebSocket',
    async (protocol) => {
      const plane = await aServer();
      const answer = await exchanged(plane.url, { method: 'GET', path: '/health', headers: upgrading(protocol) });
      expect(answer).toMatchObject({ status: 200, body: 'ok' });
      expect(answer.headers['connection']).toBe('close');
    },
  );

  test('comes with a body that is taken', async () => {
    const plane = await aServer();
    const answer = await exchanged(plane.url, {
      method: 'POST',
      path: '/api/v1/machines/web-01/report',
      headers: [['content-type', 'application/json'], ...upgrading('h2c')],
      body: JSON.stringify(aReport()),
    });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(plane.db.prepare('SELECT machine_id FROM reports').pluck().all()).toEqual(['web-01']);
  });

  test('does not help past the checks of a route', async () => {
    const plane = await aServer();
    const answer = await exchanged(plane.url, { method: 'GET', path: '/api/v1/machines', headers: HANDSHAKE });
    expect(answer.status).toBe(401);
  });

  test('on a path that there is not is answered 404', async () => {
    const plane = await aServer();
    expect(await exchanged(plane.url, { method: 'GET', path: '/nothing', headers: HANDSHAKE })).toMatchObject({
      status: 404,
      body: '',
    });
  });

  test('for HTTP/2 where there is a WebSocket is told which one it is', async () => {
    const plane = await aServer();
    const headers: [string, string][] = [...upgrading('h2c'), ['authorization', `Bearer ${KEYS.readonly}`]];
    const answer = await exchanged(plane.url, { method: 'GET', path: '/api/v1/live', headers });
    expect(answer).toMatchObject({ status: 426, headers: { upgrade: 'websocket' } });
  });

  test('leaves no connection open', async () => {
    const plane = await aServer();
    for (const protocol of ['h2c', 'websocket']) {
      for (const path of ['/health', '/nothing', '/api/v1/machines']) {
        await exchanged(plane.url, { method: 'GET', path, headers: upgrading(protocol) });
      }
    }
    // This one asks.
    expect((await seriesOf(plane)).get('nixfleet_http_connections')).toBeLessThanOrEqual(1);
  });

  test('over TLS is passed over too', async () => {
    const { url, ca } = await aTlsServer();
    const socket = connectTls({ port: Number(new URL(url).port), host: '127.0.0.1', ca });
    onTestFinished(() => void socket.destroy());
    socket.write('GET /health HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
    expect(await saidOn(socket)).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n\r\nok$/);
  });

  test.each(['/api/v1/machines/web-01/link', '/health'])(
    '(%s) behind a request that is not answered yet ends the connection',
    async (path) => {
      const plane = await aServer();
      const socket = aSocket(plane.url);
      const body = JSON.stringify(aReport());
      const report = `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      const handshake = HANDSHAKE.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(
        `POST /api/v1/machines/web-01/report HTTP/1.1\r\nhost: a\r\n${report}GET ${path} HTTP/1.1\r\nhost: a\r\n${handshake}\r\n`,
      );
      await saidOn(socket);
      expect((await seriesOf(plane)).get('nixfleet_http_connections')).toBeLessThanOrEqual(1);
    },
  );

  test('for a WebSocket where there is one still gets it', async () => {
    const plane = await aServer();
    const viewer = await aViewer(plane.url, '/api/v1/live');
    expect(viewer).toBeDefined();
    expect((await seriesOf(plane)).get('nixfleet_websockets{kind="feed"}')).toBe(1);
  });
});
