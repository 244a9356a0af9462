import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { aServer, KEYS } from '../../../support/a-server.ts';

const bearer = (key: string): string => `bearer.${Buffer.from(key).toString('base64url')}`;
const READER = bearer(KEYS.readonly);

/** What a browser hears that offers these protocols. */
async function offered(url: string, protocols: readonly string[]) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live/machines`, [...protocols]);
  onTestFinished(() => socket.terminate());
  socket.on('error', () => undefined);
  const answer = Promise.race([
    once(socket, 'upgrade').then(() => 101),
    once(socket, 'unexpected-response').then((heard) => (heard as [unknown, IncomingMessage])[1].statusCode),
  ]);
  const spoken = once(socket, 'open').then(() => socket.protocol);
  spoken.catch(() => undefined);
  return { status: await answer, spoken };
}

describe('a key that is offered as a protocol', () => {
  test.each([
    ['behind the protocol', ['nixfleet', READER]],
    ['before it', [READER, 'nixfleet']],
    ['among others', ['a', READER, 'bearer']],
  ])('%s lets in, and is never what is spoken', async (_, protocols) => {
    const { url } = await aServer();
    const { status, spoken } = await offered(url, protocols);
    expect([status, await spoken]).toEqual([101, protocols.find((name) => name !== READER)]);
  });

  test('alone is not said back, with which no browser goes on', async () => {
    const { url } = await aServer();
    await expect((await offered(url, [READER])).spoken).rejects.toThrow('no subprotocol');
  });

  test.each([
    ['that is none', ['nixfleet', bearer('nfk-made-up')]],
    ['that is not in base64url', ['nixfleet', `bearer.${KEYS.readonly}`]],
    ['that is missing', ['nixfleet']],
    ['behind another', ['nixfleet', bearer('nfk-made-up'), READER]],
  ])('%s is refused', async (_, protocols) => {
    const { url } = await aServer();
    expect((await offered(url, protocols)).status).toBe(401);
  });
});
