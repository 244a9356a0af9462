import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A server that writes down what it is sent and answers with an empty list. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.heard.push({ path: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'application/json').end('[]');
  });

  /** Listens on this machine's address, which is not that of the loopback where `isElsewhere`. */
  async listen(address = '127.0.0.1'): Promise<void> {
    this.#server.listen(0, address);
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The keys that came, one a request; undefined for a request without. */
  keys(): (string | undefined)[] {
    return this.heard.map(({ headers }) => headers.authorization);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
