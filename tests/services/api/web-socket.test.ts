import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpFailed } from '../../../machines/errors.ts';
import { openSocket } from '../../../services/api/web-socket.ts';

describe('a WebSocket that is refused', () => {
  test('leaves nothing at the signal of who asks for it again and again', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('no such thing'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const place = server.address();
    const port = typeof place === 'object' ? place?.port : undefined;
    const { signal } = new AbortController();
    await expect(openSocket({ url: `ws://127.0.0.1:${port}/link`, options: {}, signal })).rejects.toThrow(HttpFailed);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
