import { once } from 'node:events';
import { createServer, type IncomingMessage, request as requestOver, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What a proxy is to be like, where it is not the usual. */
export interface ForwardProxyOptions {
  /** `user:password` that it asks for. */
  readonly credentials?: string;
  /** What it answers in place of passing on. */
  readonly refuses?: number;
  /** Takes connections, and answers nothing. */
  readonly isSilent?: boolean;
  /** Its own certificate: it is spoken to over TLS. */
  readonly tls?: ServerOptions;
}

/** A forward proxy on loopback that knows every host by name: they are all on this machine. */
export class ForwardProxy {
  /** `CONNECT plane.test:8080`, `GET http://plane.test/health`: as they came. */
  readonly asked: string[] = [];
  /** Connections that it took. */
  connections = 0;
  readonly #options: ForwardProxyOptions;
  readonly #server;
  #port = 0;
  readonly #ends = new Set<Socket>();
  readonly #watchers: (() => void)[] = [];

  private constructor(options: ForwardProxyOptions) {
    this.#options = options;
    this.#server = options.tls === undefined ? createServer() : createSecureServer(options.tls);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#keep(socket);
    });
    this.#server.on('request', (request, response) => this.#forward(request, response));
    this.#server.on('connect', (request, socket) => this.#tunnel(request, socket as Socket));
  }

  /** Starts one that listens until it is stopped. */
  static async start(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    return proxy;
  }

  /** As variables name it; with credentials if there are any. */
  url(credentials?: string): string {
    const who = credentials === undefined ? '' : `${credentials}@`;
    return `http${this.#options.tls ? 's' : ''}://${who}127.0.0.1:${this.#port}`;
  }

  /** Hears of everybody who speaks TLS to it. */
  onSecure(hear: (socket: TLSSocket) => void): void {
    this.#server.on('secureConnection', hear);
  }

  /** Ends when so many requests have come. */
  async hasAsked(count: number): Promise<void> {
    while (this.asked.length < count) await this.#change();
  }

  /** Ends when nobody is connected. */
  async isLeft(): Promise<void> {
    while (this.#ends.size > 0) await this.#change();
  }

  /** Ends with all that goes through it. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#ends) socket.destroy();
    await closed;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '');
    this.#heard(`${request.method} ${url.origin}${url.pathname}`);
    const refusal = this.#refusal(request);
    if (refusal === 'silence') return;
    if (refusal !== undefined) {
      response.writeHead(refusal, { 'content-type': 'text/html' }).end('<h1>no</h1>');
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const path = url.pathname + url.search;
    const onward = requestOver({ host: '127.0.0.1', port: url.port, method: request.method ?? '', path, headers });
    onward.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)));
    onward.on('error', () => response.writeHead(502, { 'content-type': 'text/html' }).end());
    request.pipe(onward);
  }

  #tunnel(request: IncomingMessage, near: Socket): void {
    this.#heard(`CONNECT ${request.url}`);
    // Who gives up while it is being answered is no fault of the test.
    near.on('error', () => undefined);
    const refusal = this.#refusal(request);
    if (refusal === 'silence') {
      // Who does not read does not notice that the other has gone; and a server's sockets stay half open.
      near.resume().once('end', () => near.end());
      return;
    }
    if (refusal !== undefined) {
      near.end(`HTTP/1.1 ${refusal} No\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1');
    this.#keep(far);
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.once('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    near.once('close', () => far.destroy());
  }

  #refusal({ headers }: IncomingMessage): number | 'silence' | undefined {
    const { credentials, refuses, isSilent } = this.#options;
    if (isSilent) return 'silence';
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    return headers['proxy-authorization'] === wanted || wanted === undefined ? refuses : 407;
  }

  #keep(socket: Socket): void {
    this.#ends.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ends.delete(socket);
      this.#wake();
    });
  }

  #heard(what: string): void {
    this.asked.push(what);
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => void this.#watchers.push(resolve));
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}
