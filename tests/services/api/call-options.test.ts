import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';

/** A server that answers nothing until it is told to, and what it was asked. */
async function aSilentServer() {
  const asked: IncomingMessage[] = [];
  let heard = () => undefined as void;
  const first = new Promise<void>((resolve) => (heard = resolve));
  const server = createServer((request, response) => {
    asked.push(request);
    heard();
    if (request.method === 'POST') response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  onTestFinished(() => {
    client.close();
    server.close();
    server.closeAllConnections();
  });
  return { client, asked, first };
}

describe('a call', () => {
  test('is given up with its signal, and throws the reason of it', async () => {
    const { client, asked, first } = await aSilentServer();
    const giveUp = new AbortController();
    const asking = client.health({ signal: giveUp.signal });
    await first;
    giveUp.abort(new Error('the operator left'));
    await expect(asking).rejects.toThrow('the operator left');
    expect(asked).toHaveLength(1);
  });

  test('is not made with a signal that has aborted', async () => {
    const { client, asked } = await aSilentServer();
    await expect(client.health({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
    expect(asked).toHaveLength(0);
  });

  test('says with its key that it is the same deed', async () => {
    const { client, asked } = await aSilentServer();
    await client.notifyDeploy({
      params: { id: 'web-01' },
      body: { store_path: '/nix/store/a' },
      idempotencyKey: 'k-1',
    });
    await client.notifyDeploy({ params: { id: 'web-01' }, body: { store_path: '/nix/store/a' } });
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual(['k-1', undefined]);
  });
});
