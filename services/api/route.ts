import { Agent, type RequestOptions } from 'node:http';
import type { Unreachable } from '../../machines/errors.ts';
import type { BaseUrl } from './base-url.ts';
import type { Forwarder } from './proxy/forwarder.ts';
import { proxyOf } from './proxy/proxy-of.ts';
import type { ProxyServer } from './proxy/proxy-server.ts';
import type { ClientTls } from './trust.ts';
import { PROXY_FAILED, unreachable } from './unreachable.ts';

/** How requests get to a place. */
export interface Route {
  /** Makes the connections, and keeps them. */
  readonly agent: Agent;
  /** What they go over; undefined: straight there. */
  readonly proxy?: ProxyServer | undefined;
  /** Requests are given to it in whole; without one `agent` leads to the place itself, be it through a tunnel. */
  readonly forwarder?: Forwarder | undefined;
}

/** What connections have in common. */
export interface RouteOptions {
  readonly tls?: ClientTls | undefined;
  /** Each request over a connection of its own, with a TLS session of its own. */
  readonly isForgetful?: boolean | undefined;
}

/** Routes to any place, each made when it is needed: straight there, or over the proxy that the environment names. */
export function createRoutes(options: RouteOptions) {
  const made = new Map<string, Promise<Route>>();
  return {
    /** Throws `BadConfig` for a proxy that is none. */
    async to(place: BaseUrl): Promise<Route> {
      const proxy = await proxyOf(place);
      const key = `${place.isSecure} ${proxy?.shown ?? ''}`;
      const route = made.get(key) ?? routeOver(proxy, place, options);
      made.set(key, route);
      return route;
    },
    close() {
      // One that could not be made has failed its requests already.
      for (const route of made.values()) route.then(({ agent }) => agent.destroy()).catch(() => undefined);
    },
  };
}

/** Where a request for `path` is sent, with the headers that are for a proxy. */
export const addressedOver = (
  { forwarder }: Route,
  { isSecure, hostname, port, origin }: BaseUrl,
  path: string,
): RequestOptions & { readonly headers?: Readonly<Record<string, string>> } =>
  forwarder?.addressed(origin, path) ?? { protocol: isSecure ? 'https:' : 'http:', hostname, port, path };

/** A place, and over what it is asked, for people. */
export const shownOver = ({ proxy }: Route, { shown }: BaseUrl): string =>
  proxy === undefined ? shown : `${shown} over the proxy ${proxy.shown}`;

/** Why no answer came, and whether that is for the proxy. */
export function lostOver(route: Route, base: BaseUrl, error: unknown): Unreachable {
  const isOfProxy = error instanceof Error && 'code' in error && error.code === PROXY_FAILED;
  if (isOfProxy) return unreachable(base.shown, error);
  return route.forwarder
    ? unreachable(base.shown, route.forwarder.lost(error))
    : unreachable(shownOver(route, base), error);
}

async function routeOver(
  proxy: ProxyServer | undefined,
  { isSecure }: BaseUrl,
  { tls, isForgetful = false }: RouteOptions,
): Promise<Route> {
  const options = { keepAlive: !isForgetful, ...(isForgetful && { maxCachedSessions: 0 }) };
  if (proxy === undefined) {
    if (!isSecure) return { agent: new Agent(options) };
    const { secureAgent } = await import('./secure-agent.ts');
    return { agent: secureAgent(tls, options) };
  }
  if (isSecure) {
    const { secureTunnels } = await import('./proxy/tunnel-agents.ts');
    return { proxy, agent: secureTunnels(proxy, tls, options) };
  }
  const { Forwarder } = await import('./proxy/forwarder.ts');
  const forwarder = new Forwarder({ proxy, tls });
  return { proxy, forwarder, agent: await forwarder.agent(options) };
}
