import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

/** Serves metrics on an address of the machine; any path gives them, `/health` says OK. */
export async function serveMetrics(
  metrics: Pick<Metrics, 'text'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.end(request.url === '/health' ? 'OK' : metrics.text(Date.now()));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
