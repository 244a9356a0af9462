import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { Agent as SecureAgent, type AgentOptions as SecureOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { secured } from '../secure-agent.ts';
import type { ClientTls } from '../trust.ts';
import type { ProxyServer } from './proxy-server.ts';
import { openTunnel, type TunnelWay } from './tunnel.ts';

/** Makes its connections through a proxy and speaks TLS in them: there our certificate is shown, and not to the proxy. */
export const secureTunnels = (proxy: ProxyServer, tls: ClientTls | undefined, options: SecureOptions): SecureAgent =>
  new SecureTunnels({ proxy, tls }, secured(tls, options));

/** Makes its connections through a proxy and speaks in the clear in them: no proxy passes WebSockets on otherwise. */
export const plainTunnels = (proxy: ProxyServer, tls: ClientTls | undefined, options: AgentOptions): Agent =>
  new PlainTunnels({ proxy, tls }, options);

type Taker = (error: Error | null, socket: Duplex) => void;

/** Opening a tunnel may take as long as this, unless a request has less time. */
const TUNNEL_MS = 15_000;

/** Keeps connections and sessions as `https.Agent` does. */
class SecureTunnels extends SecureAgent {
  readonly #way: TunnelWay;
  readonly #closing = new AbortController();

  constructor(way: TunnelWay, options: SecureOptions) {
    super(options);
    this.#way = way;
  }

  override createConnection(options: RequestOptions, taker?: Taker): undefined {
    tunnelled(this.#way, options, this.#closing.signal)
      .then((socket) => super.createConnection({ ...options, socket } as RequestOptions) as Duplex)
      .then((socket) => taker?.(null, socket), failing(taker));
  }

  /** Gives up the tunnels that are not open yet, too. */
  override destroy(): void {
    this.#closing.abort();
    super.destroy();
  }
}

class PlainTunnels extends Agent {
  readonly #way: TunnelWay;
  readonly #closing = new AbortController();

  constructor(way: TunnelWay, options: AgentOptions) {
    super(options);
    this.#way = way;
  }

  override createConnection(options: ClientRequestArgs, taker?: Taker): undefined {
    tunnelled(this.#way, options, this.#closing.signal).then((socket) => taker?.(null, socket), failing(taker));
  }

  override destroy(): void {
    this.#closing.abort();
    super.destroy();
  }
}

/** What a request may say to the agent of its tunnel. */
interface Wanted extends ClientRequestArgs {
  readonly givenUpBy?: AbortSignal | undefined;
}

const tunnelled = (way: TunnelWay, { host, port, timeout, givenUpBy }: Wanted, closing: AbortSignal) =>
  openTunnel(way, {
    hostname: String(host),
    port: Number(port),
    timeoutMs: Math.min(timeout ?? TUNNEL_MS, TUNNEL_MS),
    signal: givenUpBy === undefined ? closing : AbortSignal.any([closing, givenUpBy]),
  });

// Node looks at the socket only when there is no error.
const failing = (taker: Taker | undefined) => (error: Error) => taker?.(error, undefined as unknown as Duplex);
