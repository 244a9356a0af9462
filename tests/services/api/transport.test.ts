import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../../../services/api/exchange.ts';
import { createTransport, type TransportOptions } from '../../../services/api/transport.ts';

/** A way to a server that answers as the test says, and how many connections it has had. */
async function aWay(listener: RequestListener, options: Omit<TransportOptions, 'url'> = {}) {
  const server = createServer(listener);
  const seen = { connections: 0 };
  server.on('connection', () => (seen.connections += 1));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const transport = createTransport({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });
  onTestFinished(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  return { seen, ask: () => transport.send({ method: 'GET', path: '/x', headers: {} }) };
}

describe('a way to a control plane', () => {
  test('keeps its connection, unless it is told to forget', async () => {
    const kept = await aWay((_, response) => response.end('ok'));
    await kept.ask();
    await kept.ask();
    expect(kept.seen.connections).toBe(1);
    const forgetful = await aWay((_, response) => response.end('ok'), { isForgetful: true });
    await forgetful.ask();
    await forgetful.ask();
    expect(forgetful.seen.connections).toBe(2);
  });

  test('tells of each answer, when it was made and how long it took', async () => {
    const heard: [Answer, number][] = [];
    const date = 'Sat, 02 May 2026 12:00:00 GMT';
    const { ask } = await aWay((_, response) => response.writeHead(503, { date }).end(), {
      answered: (...answer) => void heard.push(answer),
    });
    await ask();
    expect(heard).toEqual([[expect.objectContaining({ status: 503, date }), expect.any(Number)]]);
  });

  test('takes no answer that is longer than it may be', async () => {
    const { ask } = await aWay((_, response) => response.end('x'.repeat(2_000)), { maxAnswerBytes: 1_000 });
    await expect(ask()).rejects.toThrow('sends more than 1000 bytes');
  });
});
