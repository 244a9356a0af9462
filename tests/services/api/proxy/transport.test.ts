import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createTransport, type TransportOptions } from '../../../../services/api/transport.ts';
import type { Authority } from '../../../support/certificates.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';
import { aProxy, behind, named, PLANE } from '../../../support/behind-a-proxy.ts';

const CREDENTIALS = 'fleet:hunter2';

/** Sends to a URL, until the test ends. */
function aWay(options: TransportOptions) {
  const transport = createTransport(options);
  onTestFinished(() => transport.close());
  return (signal?: AbortSignal) =>
    transport.send({ method: 'GET', path: '/x', headers: { authorization: 'k' }, signal });
}

async function listening(server: Server & { closeAllConnections(): void }): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const aPlainServer = (listener: RequestListener) => listening(createServer(listener));

/** A server that wants to see a certificate, and what it saw: subjects, whether sessions were taken up. */
async function aSecureServer(authority: Authority, listener: RequestListener = (_, response) => response.end('ok')) {
  const { cert, key } = await authority.issue(`/CN=${PLANE}`);
  const seen: { who: string; isResumed: boolean }[] = [];
  const settings = { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized: true };
  const server = createSecureServer(settings, listener);
  server.on('secureConnection', (socket: TLSSocket) => {
    seen.push({ who: String(socket.getPeerCertificate().subject?.CN), isResumed: socket.isSessionReused() });
  });
  return { url: behind(await listening(server)).replace(/^http:/, 'https:'), seen };
}

async function aSecurePlace(listener?: RequestListener) {
  const authority = await anAuthority(tempFolder(), [`DNS:${PLANE}`, 'DNS:other.test']);
  const { cert, key } = await authority.issue('/CN=web-01');
  return { authority, tls: { ca: authority.ca, cert, key }, ...(await aSecureServer(authority, listener)) };
}

describe('a request over https', () => {
  test('goes through a tunnel, in which alone our certificate is shown; the next goes through the same', async () => {
    const { url, tls, seen } = await aSecurePlace();
    const proxy = await aProxy({ credentials: CREDENTIALS });
    const ask = aWay({ url, tls });
    expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
    await ask();
    expect(seen).toEqual([{ who: 'web-01', isResumed: false }]);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
  });

  test('takes up the session of the tunnel before, unless it is told to forget', async () => {
    const { url, tls, seen } = await aSecurePlace((_, response) => response.setHeader('connection', 'close').end('ok'));
    await aProxy();
    const keeping = aWay({ url, tls });
    await keeping();
    await keeping();
    const forgetting = aWay({ url, tls, isForgetful: true });
    await forgetting();
    await forgetting();
    expect(seen.map(({ isResumed }) => isResumed)).toEqual([false, true, false, false]);
  });

  test('goes to where it is sent on over the proxy, too, and without its key', async () => {
    const keys: unknown[] = [];
    const { authority, tls, ...first } = await aSecurePlace((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(302, { location: second.url.replace(PLANE, 'other.test') }).end();
    });
    const second = await aSecureServer(authority, (request, response) => {
      keys.push(request.headers.authorization);
      response.end('there');
    });
    const proxy = await aProxy();
    expect(await aWay({ url: first.url, tls })()).toMatchObject({ status: 200, body: 'there' });
    expect(keys).toEqual(['k', undefined]);
    expect(proxy.asked).toEqual([
      `CONNECT ${new URL(first.url).host}`,
      `CONNECT other.test:${new URL(second.url).port}`,
    ]);
  });

  test('goes through a proxy that speaks TLS itself, which is not shown our certificate', async () => {
    const { authority, url, tls, seen } = await aSecurePlace();
    const { cert, key } = await authority.issue('/CN=proxy');
    // One that wants a certificate gets none, and lets us in all the same.
    const shown: object[] = [];
    const proxy = await aProxy({ tls: { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized: false } });
    proxy.onSecure((socket) => shown.push(socket.getPeerCertificate()));
    expect(await aWay({ url, tls })()).toMatchObject({ status: 200 });
    expect({ shown, seen }).toEqual({ shown: [{}], seen: [{ who: 'web-01', isResumed: false }] });
  });

  test('says of a certificate that is not trusted over which proxy it came', async () => {
    const { url } = await aSecurePlace();
    const proxy = await aProxy({}, CREDENTIALS);
    const asked = aWay({ url })();
    await expect(asked).rejects.toThrow(
      `cannot reach the control plane at ${url} over the proxy ${proxy.url()} (ALL_PROXY): its certificate is signed by nobody`,
    );
    await expect(asked).rejects.not.toThrow('hunter2');
  });
});

describe('a request over http', () => {
  test('is given to the proxy in whole; the next goes over the same connection', async () => {
    const heard: (readonly unknown[])[] = [];
    const url = behind(
      await aPlainServer(({ url: path, headers }, response) => {
        heard.push([path, headers.host, headers.authorization, headers['proxy-authorization']]);
        response.end('ok');
      }),
    );
    const proxy = await aProxy({ credentials: CREDENTIALS });
    const ask = aWay({ url });
    expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
    await ask();
    const { host } = new URL(url);
    expect(heard).toEqual([
      ['/x', host, 'k', undefined],
      ['/x', host, 'k', undefined],
    ]);
    expect({ asked: proxy.asked, connections: proxy.connections }).toEqual({
      asked: [`GET ${url}/x`, `GET ${url}/x`],
      connections: 1,
    });
  });

  test.each([403, 502, 503, 504])(
    'that the proxy answers with a page and %d has not reached anybody',
    async (refuses) => {
      const proxy = await aProxy({ refuses });
      const asked = aWay({ url: `http://${PLANE}:8080` })();
      await expect(asked).rejects.toThrow(
        `cannot reach the control plane at http://${PLANE}:8080: the proxy ${proxy.url()} (ALL_PROXY) does not`,
      );
      await expect(asked).rejects.toThrow(`NO_PROXY`);
    },
  );

  test('that a control plane refuses through the proxy is its refusal', async () => {
    const url = behind(
      await aPlainServer((_, response) => response.writeHead(403, { 'content-type': 'application/json' }).end('{}')),
    );
    await aProxy();
    expect(await aWay({ url })()).toMatchObject({ status: 403 });
  });
});

describe.each(['http', 'https'])('over a proxy, a request to %s', (scheme) => {
  const url = `${scheme}://${PLANE}:8080`;

  test('that lacks a user or has a wrong password says so, and not the password', async () => {
    const proxy = await aProxy({ credentials: CREDENTIALS }, 'fleet:swordfish');
    const asked = aWay({ url })();
    const words = `the proxy ${proxy.url()} (ALL_PROXY) does not accept the user and password that ALL_PROXY has`;
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.toThrow('(407 Proxy Authentication Required)');
    await expect(asked).rejects.not.toThrow('swordfish');
    named(proxy.url());
    await expect(aWay({ url })()).rejects.toThrow('wants to know who asks: put user and password into ALL_PROXY');
  });

  test('says that nothing listens where the proxy should be', async () => {
    const proxy = await aProxy({}, CREDENTIALS);
    await proxy.stop();
    await expect(aWay({ url })()).rejects.toThrow(
      `cannot reach the control plane at ${url}: the proxy ${proxy.url()} (ALL_PROXY) cannot be used: nothing listens there; correct ALL_PROXY, or name in NO_PROXY`,
    );
  });

  test('is refused where the variable names no proxy', async () => {
    named('socks5://127.0.0.1:1080');
    await expect(aWay({ url })()).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });

  test('ends at once when it is given up while the proxy is silent', async () => {
    const proxy = await aProxy({ isSilent: true });
    const stop = new AbortController();
    const asked = aWay({ url })(stop.signal);
    await proxy.hasAsked(1);
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await proxy.isLeft();
  });

  test('says over which proxy it had no answer in time', async () => {
    const proxy = await aProxy({ isSilent: true });
    await expect(aWay({ url, timeoutMs: 50 })()).rejects.toThrow(
      `at ${url} over the proxy ${proxy.url()} (ALL_PROXY) did not answer within 0.05 s`,
    );
  });
});

test('this machine, and what NO_PROXY names, are asked directly', async () => {
  const url = await aPlainServer((_, response) => response.end('ok'));
  const proxy = await aProxy();
  expect(await aWay({ url })()).toMatchObject({ status: 200 });
  vi.stubEnv('NO_PROXY', PLANE);
  await expect(aWay({ url: behind(url) })()).rejects.toThrow('its host name cannot be resolved');
  expect(proxy.asked).toEqual([]);
});
