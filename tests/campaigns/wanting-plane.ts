import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Value } from 'typebox/value';
import { Report } from '../../machines/model/report.ts';

/** What a machine is told to run. */
export interface Wish {
  readonly hash: string;
  readonly assignment: string;
}

/** The least that an agent needs of a control plane: it wants something, and remembers each report once. */
export class WantingPlane {
  wish: Wish | null = null;
  polls = 0;
  /** By epoch and number: what comes twice counts once. */
  readonly #reports = new Map<string, Report>();
  readonly #server = createServer((request, response) => {
    // It has no links: a v0.1.1 control plane that names assignments.
    if (request.url?.endsWith('/link')) return void response.writeHead(404).end();
    this.#answer(request).then(
      (answer) => response.end(answer),
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How attempts for an assignment have ended, in order. */
  outcomes(assignment: string): readonly string[] {
    const own = [...this.#reports.values()].filter((report) => report.assignment === assignment);
    return own.flatMap(({ outcome }) => (outcome == null || outcome === 'running' ? [] : [outcome]));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<string> {
    if (request.method === 'GET') {
      this.polls += 1;
      return JSON.stringify(this.wish);
    }
    const report: unknown = JSON.parse(await text(request));
    if (!Value.Check(Report, report)) throw new Error(`no report: ${JSON.stringify(report)}`);
    this.#reports.set(`${report.epoch}:${report.seq}`, report);
    return '';
  }
}
