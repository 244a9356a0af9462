import type { Server } from 'node:net';
import type { Engine } from '../../actors/engine.ts';
import { version } from '../../host/version.ts';
import type { FigureReads } from '../../store/read/figures.ts';
import { ConnectionTally } from '../http/connection-tally.ts';
import { complianceFamilies } from './compliance-families.ts';
import { exposition } from './exposition.ts';
import { HttpTally } from './http-tally.ts';
import { actorFamilies, fleetFamilies, httpFamilies, programFamilies, socketFamilies } from './metric-families.ts';
import { SharedWork } from './shared-work.ts';

/** What metrics are made from. */
export interface MetricsParts {
  readonly engine: Pick<Engine, 'figures'>;
  readonly reads: FigureReads;
  readonly tls: { readonly requestCert: boolean } | undefined;
  /** Text about the process itself. */
  readonly aboutProcess?: (() => Promise<string>) | undefined;
}

/** What is asked of the WebSockets. */
export interface WatchedSockets {
  readonly server: Server;
  readonly viewers: { readonly size: number; readonly slow: number };
  readonly links: { readonly size: number };
}

/**
 * Everything that Prometheus is told. What the database knows is read when somebody asks, so that it is there after a
 * restart; what only we see is counted. The text is ours: with a library's labels 10,000 machines take seven times as
 * long, in the thread that answers requests.
 */
export class Metrics {
  readonly http = new HttpTally();
  readonly connections = new ConnectionTally();
  readonly #parts: MetricsParts;
  readonly #scrape = new SharedWork(() => this.#text());
  #sockets: WatchedSockets | undefined;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  /** From now on these are counted. */
  watch(sockets: WatchedSockets): void {
    this.#sockets = sockets;
  }

  /** Prometheus text, of now. */
  text(): Promise<string> {
    return this.#scrape.ask();
  }

  async #text(): Promise<string> {
    const { engine, reads, tls, aboutProcess } = this.#parts;
    const [figures, open, process] = await Promise.all([engine.figures(), this.#open(), aboutProcess?.() ?? '']);
    const sockets = {
      open,
      ended: this.connections.ended,
      viewers: this.#sockets?.viewers.size ?? 0,
      links: this.#sockets?.links.size ?? 0,
      slow: this.#sockets?.viewers.slow ?? 0,
    };
    const now = Date.now();
    const ours = exposition([
      ...fleetFamilies(reads.count(), reads.lastSeen()),
      ...complianceFamilies(reads.compliance(now), now),
      ...httpFamilies(this.http.figures()),
      ...actorFamilies(figures),
      ...socketFamilies(sockets),
      ...programFamilies(version(), { plainHttp: tls === undefined, openAgents: !tls?.requestCert }),
    ]);
    return process === '' ? ours : `${ours}\n${process}`;
  }

  #open(): Promise<number> {
    const server = this.#sockets?.server;
    if (server === undefined) return Promise.resolve(0);
    return new Promise((resolve) => server.getConnections((_, count) => resolve(count ?? 0)));
  }
}
