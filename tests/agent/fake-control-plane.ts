import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';

/** A small control plane for one machine: says what is wanted, keeps what is reported, lets tests wait for it. */
export class FakeControlPlane {
  readonly reports: Report[] = [];
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
  /** What is asked so is heard, and never answered. */
  isSilentFor: (method: string, body: string) => boolean = () => false;
  readonly #watchers: (() => void)[] = [];
  #url = '';

  /** One that listens, until the test ends. */
  static async start(): Promise<FakeControlPlane> {
    const plane = new FakeControlPlane();
    const server = createServer((request, response) => {
      plane.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    plane.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPoll = request.method === 'GET';
    if (isPoll) this.polls += 1;
    const body = await text(request);
    const { status, answer } = isPoll ? this.#desired() : this.#take(body);
    if (!this.isSilentFor(request.method ?? '', body)) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    }
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  #desired() {
    if (this.garbage !== undefined) return { status: 200, answer: this.garbage };
    if (this.wanted === null) return { status: 404, answer: 'no desired generation' };
    return { status: 200, answer: JSON.stringify(this.wanted) };
  }

  #take(body: string) {
    if (this.status === 200) {
      this.bodies.push(body);
      this.reports.push(JSON.parse(body) as Report);
    }
    return { status: this.status, answer: this.reply };
  }
}
