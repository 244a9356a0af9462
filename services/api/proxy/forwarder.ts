import { Agent, type AgentOptions, type RequestOptions } from 'node:http';
import type { Answer } from '../exchange.ts';
import { destinationOf } from './destination.ts';
import { type ProxyFailed, proxyLost, proxyRefused } from './proxy-failed.ts';
import { proxyTrust, type TunnelWay } from './tunnel.ts';

/** Has a proxy pass plain requests on: they are sent to it, with the whole URL. */
export class Forwarder {
  readonly #way: TunnelWay;

  constructor(way: TunnelWay) {
    this.#way = way;
  }

  /** Makes connections to the proxy. */
  async agent(options: AgentOptions): Promise<Agent> {
    const { proxy, tls } = this.#way;
    if (!proxy.isSecure) return new Agent(options);
    const { Agent: SecureAgent } = await import('node:https');
    return new SecureAgent({ ...options, ...proxyTrust(tls) });
  }

  /** Where a request for `path` at `origin` is sent, with the headers that are for the proxy. */
  addressed(origin: string, path: string) {
    const { isSecure, hostname, port, authorization } = this.#way.proxy;
    return {
      protocol: isSecure ? 'https:' : 'http:',
      ...{ hostname, port, path: `${origin}${path}` },
      headers: authorization === undefined ? {} : { 'proxy-authorization': authorization },
    } satisfies RequestOptions;
  }

  /** What the proxy says in an answer that it has made itself; undefined: it is from who was asked. */
  problemIn({ status, contentType }: Pick<Answer, 'status' | 'contentType'>, origin: string): ProxyFailed | undefined {
    // Control planes answer in JSON or in plain text; proxies show pages.
    const isPage = contentType.includes('html');
    const isOfProxy = status === 407 || status === 502 || status === 504 || (isPage && [403, 503].includes(status));
    if (!isOfProxy) return undefined;
    return proxyRefused(this.#way.proxy, destinationOf(new URL(origin)), status);
  }

  /** Why there was no answer. */
  lost(error: unknown): ProxyFailed {
    return proxyLost(this.#way.proxy, error);
  }
}
