import { once } from 'node:events';
import { createServer, type IncomingMessage, request as requestOver, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A proxy in front of a control plane that hands a call on, and loses the answer, the first time that it is made. */
export async function aLosingProxy(target: string, call: string): Promise<{ readonly url: string; calls(): number }> {
  let calls = 0;
  const pass = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(incoming);
    const { method, headers } = incoming;
    const outgoing = requestOver(new URL(incoming.url ?? '/', target), { method, headers });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const answered = await buffer(answer);
    if (`${method} ${incoming.url}` === call && ++calls === 1) return incoming.socket.destroy();
    return response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
  };
  const server = createServer((incoming, response) => void pass(incoming, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
}
