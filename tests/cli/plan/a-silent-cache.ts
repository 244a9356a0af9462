import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A binary cache that takes requests and never answers. */
export async function aSilentCache(): Promise<{ readonly url: string; readonly asked: Promise<void> }> {
  const heard = new EventEmitter();
  const server = createServer(() => void heard.emit('asked')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked = once(heard, 'asked').then(() => undefined);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
