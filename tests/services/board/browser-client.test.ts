import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import { createBrowserClient } from '../../../services/board/browser-client.ts';
import { serverClock } from '../../../services/board/server-clock.ts';

/** A client of something that answers as the test says. */
async function aClientOf(answer: RequestListener) {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createBrowserClient({ url, apiKey: 'nfk-1' });
}

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the client of a page', () => {
  test('learns from every answer what time it is on the control plane', async () => {
    const ahead = 15 * 60_000;
    const client = await aClientOf((_, reply) => {
      reply.setHeader('date', new Date(Date.now() + ahead).toUTCString());
      reply.setHeader('content-type', 'application/json').end('[]');
    });
    await client.silentMachines({});
    expect(Math.abs(serverClock.aheadMs - ahead)).toBeLessThan(2000);
  });

  test('takes a time-out of its caller for nobody who answers, and passes on that he has left', async () => {
    const client = await aClientOf(() => undefined);
    expect(await thrown(client.ownKey({ signal: AbortSignal.timeout(20) }))).toBeInstanceOf(Unreachable);
    expect(await thrown(client.ownKey({ signal: AbortSignal.abort('left') }))).toBe('left');
  });

  test('does not show the page of a proxy', async () => {
    const client = await aClientOf((_, reply) => {
      reply.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
    });
    const error = await thrown(client.ownKey());
    expect(error).toBeInstanceOf(HttpFailed);
    expect(error).toMatchObject({ status: 502, message: 'a proxy in front of the control plane answered 502' });
  });
});
