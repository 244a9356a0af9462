import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { DownFrame } from '../../machines/model/link.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';

/** The control plane's end of a link, as a test has it. */
export interface FakeLink {
  /** What the agent has said, in order. */
  readonly heard: readonly { readonly type: string; readonly [field: string]: unknown }[];
  readonly isOpen: boolean;
  /** Why the agent has closed it. */
  readonly farewell: string;
  /** Says a frame, or any text. */
  say(frame: DownFrame | string): void;
  cut(): void;
}

/** A small control plane for one machine: says what is wanted, keeps what is reported, lets tests wait for it. */
export class FakeControlPlane {
  readonly reports: Report[] = [];
  /** `GET /path`, and the names and values of its headers, as they came. */
  readonly asked: { readonly what: string; readonly headers: readonly string[] }[] = [];
  /** Raw bodies, as they came. */
  readonly bodies: string[] = [];
  polls = 0;
  wanted: DesiredGeneration | null = null;
  /** What reports are answered with. */
  status = 200;
  /** What polls are answered with instead of what is wanted. */
  garbage: string | undefined;
  /** What reports are answered with beside it. */
  reply = '';
  /** What polls are answered with instead: no status of success. */
  pollStatus: number | undefined;
  /** What who asks for a link is refused with; undefined: there are links. A v0.1.1 control plane has none. */
  linkStatus: number | undefined = 404;
  /** How often a link was asked for. */
  linksAsked = 0;
  readonly links: FakeLink[] = [];
  /** How far its clock is ahead. */
  clockAheadMs = 0;
  /** Where polls are sent instead, if their status says so. */
  location: string | undefined;
  /** Connections that were accepted, and how many of them took up an earlier TLS session. */
  connections = 0;
  resumed = 0;
  /** What is asked so is heard, and never answered. */
  isSilentFor: (method: string, body: string) => boolean = () => false;
  readonly #watchers: (() => void)[] = [];
  #url = '';

  /** One that listens, until the test ends; `tls`: its certificate, and whom it lets in. */
  static async start({ tls }: { readonly tls?: ServerOptions } = {}): Promise<FakeControlPlane> {
    const plane = new FakeControlPlane();
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      plane.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    };
    const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
    server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Duplex) => {
      plane.connections += 1;
      if (socket instanceof TLSSocket && socket.isSessionReused()) plane.resumed += 1;
    });
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => plane.#upgrade(sockets, { request, socket, head }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    plane.#url = `http${tls === undefined ? '' : 's'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    });
    return plane;
  }

  get url(): string {
    return this.#url;
  }

  get messages(): string[] {
    return this.reports.map(({ message }) => message);
  }

  /** Ends when this holds; looked at after each request. */
  async sees(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Ends with the first report, past or to come, whose message starts so. */
  async reported(message: string): Promise<Report> {
    const find = () => this.reports.find((report) => report.message.startsWith(message));
    await this.sees(() => find() !== undefined);
    return find() as Report;
  }

  /** The newest link on which this was heard. */
  async linkThatHeard(type: string): Promise<FakeLink> {
    const find = () => this.links.findLast(({ heard }) => heard.some((frame) => frame.type === type));
    await this.sees(() => find() !== undefined);
    return find() as FakeLink;
  }

  #upgrade(sockets: WebSocketServer, { request, socket, head }: Upgrade): void {
    this.linksAsked += 1;
    // An agent that is killed meanwhile is no fault of the test.
    socket.on('error', () => undefined);
    if (this.linkStatus !== undefined) {
      socket.end(`HTTP/1.1 ${this.linkStatus} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return this.#wake();
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const heard: FakeLink['heard'][number][] = [];
      const link = {
        ...{ heard, isOpen: true, farewell: '' },
        say: (frame: DownFrame | string) => opened.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
        cut: () => opened.terminate(),
      };
      opened.on('message', (data: Buffer) => {
        heard.push(JSON.parse(data.toString()) as FakeLink['heard'][number]);
        this.#wake();
      });
      opened.on('close', (_, reason) => {
        Object.assign(link, { isOpen: false, farewell: String(reason) });
        this.#wake();
      });
      this.links.push(link);
      this.#wake();
    });
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPoll = request.method === 'GET';
    this.asked.push({ what: `${request.method} ${request.url}`, headers: request.rawHeaders });
    if (isPoll) this.polls += 1;
    const body = await text(request);
    const { status, answer } = isPoll ? this.#desired() : this.#posted(request.url ?? '', body);
    if (!this.isSilentFor(request.method ?? '', body)) {
      const date = new Date(Date.now() + this.clockAheadMs).toUTCString();
      const location = this.location === undefined ? {} : { location: this.location };
      response.writeHead(status, { 'content-type': 'application/json', date, ...location }).end(answer);
    }
    this.#wake();
  }

  #desired() {
    if (this.pollStatus !== undefined) return { status: this.pollStatus, answer: 'not now' };
    if (this.garbage !== undefined) return { status: 200, answer: this.garbage };
    if (this.wanted === null) return { status: 404, answer: 'no desired generation' };
    return { status: 200, answer: JSON.stringify(this.wanted) };
  }

  /** v0.1.1 has no route for evidence. */
  #posted(url: string, body: string) {
    return url.endsWith('/evidence') ? { status: 404, answer: '' } : this.#take(body);
  }

  #take(body: string) {
    if (this.status === 200) {
      this.bodies.push(body);
      this.reports.push(JSON.parse(body) as Report);
    }
    return { status: this.status, answer: this.reply };
  }
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}
