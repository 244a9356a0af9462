import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { passageTo } from '../../../../services/api/proxy/passage.ts';
import { httpProbe } from '../../../../services/host/probes/http.ts';
import { aProxy, behind, PLANE } from '../../../support/behind-a-proxy.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';

const never = new AbortController().signal;

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** What a health check of a URL says. */
const looked = (url: string, authorities?: readonly string[], timeout = 3) =>
  httpProbe({ url, timeout }, { authorities, passages: passageTo }).look(never);

test('a health check over http is given to the proxy, redirects too', async () => {
  const hosts: unknown[] = [];
  const server = createServer(({ url, headers }, response) => {
    hosts.push(headers.host);
    response.writeHead(url === '/a?b' ? 302 : 200, { location: '/there' }).end();
  });
  const url = `http://${PLANE}:${await portOf(server)}`;
  const proxy = await aProxy({ credentials: 'fleet:hunter2' });
  expect(await looked(`${url}/a?b`)).toBeUndefined();
  expect(proxy.asked).toEqual([`GET ${url}/a`, `GET ${url}/there`]);
  expect(hosts).toEqual([new URL(url).host, new URL(url).host]);
});

test('a health check over https goes through a tunnel and trusts whom it did', async () => {
  const authority = await anAuthority(tempFolder(), [`DNS:${PLANE}`]);
  const { cert, key } = await authority.issue(`/CN=${PLANE}`);
  const port = await portOf(createSecureServer({ cert, key }, (_, response) => response.end()));
  const proxy = await aProxy();
  expect(await looked(`https://${PLANE}:${port}`, [authority.ca])).toBeUndefined();
  expect(await looked(`https://${PLANE}:${port}`)).toMatch(/^HTTP request failed: .*(self-signed|unable to)/);
  expect(proxy.asked).toEqual([`CONNECT ${PLANE}:${port}`, `CONNECT ${PLANE}:${port}`]);
});

test("a health check of the machine's own services asks no proxy", async () => {
  const port = await portOf(createServer((_, response) => response.end()));
  const proxy = await aProxy();
  expect(await looked(`http://localhost:${port}`)).toBeUndefined();
  expect(await looked(`http://127.0.0.1:${port}`)).toBeUndefined();
  expect(proxy.asked).toEqual([]);
});

test.each(['http', 'https'])('a health check over %s names the proxy that is down', async (scheme) => {
  const proxy = await aProxy({}, 'fleet:hunter2');
  await proxy.stop();
  expect(await looked(`${scheme}://${PLANE}`)).toContain(
    `HTTP request failed: the proxy ${proxy.url()} (ALL_PROXY) cannot be used: nothing listens there`,
  );
});

test.each(['http', 'https'])('a health check over %s ends in time when the proxy is silent', async (scheme) => {
  const proxy = await aProxy({ isSilent: true });
  expect(await looked(behind(`${scheme}://127.0.0.1`), undefined, 1)).toBe('HTTP request failed: timed out');
  await proxy.isLeft();
});
